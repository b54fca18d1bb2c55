import type { JobEvent } from "@baton/contracts";

const besideMax = 20;

/** A message as short as "5/10" stands beside its badge, a longer one below; "Queued" beside Queued says nothing. */
export function placesOf({ status, message }: JobEvent): { beside?: string; below?: string } {
  if (message === status) return {};
  return message.length <= besideMax ? { beside: message } : { below: message };
}
