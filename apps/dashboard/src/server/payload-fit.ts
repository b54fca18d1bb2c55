import type { Command, Redaction } from "@baton/contracts";
import type { JobTypes } from "@baton/store";
import { type Answer, andThen, ok, refused } from "./answer.ts";
import { copiedMarkers } from "./copied-markers.ts";
import type { StorageGate } from "./storage-gate.ts";

export type PayloadFitDeps = { gate: StorageGate; jobTypes: Pick<JobTypes, "misfits">; redaction: Redaction };

/** A replay with another payload is refused when its job's type would not take that. */
export async function checkPayload(type: string, command: Command, deps: PayloadFitDeps): Promise<Answer<Command>> {
  if (command.kind !== "replay" || command.payload === undefined) return ok(command);
  const { payload } = command;
  const copied = copiedMarkers(payload, "payload", deps.redaction);
  if (copied.length > 0) return refused("invalid-command", undefined, { errors: copied });
  const misfits = await deps.gate.use(() => deps.jobTypes.misfits(type, payload));
  return andThen(misfits, async (errors) => {
    if (errors.length === 0) return ok(command);
    return refused("invalid-command", `The payload does not fit the job type "${type}".`, { errors });
  });
}
