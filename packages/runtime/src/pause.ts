import { setTimeout as delay } from "node:timers/promises";

/** Waits `ms` or until the signal aborts, whichever is first; never throws. */
export async function pause(ms: number, signal?: AbortSignal): Promise<void> {
  await delay(ms, undefined, signal ? { signal } : {}).catch(() => undefined);
}
