import { workerIdSchema } from "@baton/contracts";
import { type Storage, WorkerRegistry } from "@baton/store";
import { type ExitCode, exitCode } from "./exit-code.ts";
import type { DrainOptions } from "./options.ts";
import { UsageError } from "./usage-error.ts";

/** Tells a worker, by its row in the registry, to take no new keys, or to take keys again. */
export async function drainWorker(
  storage: Storage,
  { workerId, desired, json }: DrainOptions,
  say: (text: string) => void,
): Promise<ExitCode> {
  const isKnown =
    workerIdSchema.safeParse(workerId).success && (await new WorkerRegistry(storage).want(workerId, desired));
  if (!isKnown) throw new UsageError(`no worker "${workerId}" is registered here; "workers" lists them`);
  if (json) say(JSON.stringify({ workerId, desired }));
  else say(desired === "draining" ? `${workerId} is told to drain.` : `${workerId} is told to take keys again.`);
  return exitCode.ok;
}
