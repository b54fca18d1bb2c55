import { ReadModelRebuild, type RebuildCounts, type Storage } from "@baton/store";
import { type ExitCode, exitCode } from "./exit-code.ts";
import type { RebuildOptions } from "./options.ts";
import { UsageError } from "./usage-error.ts";

type RebuildDeps = { storage: Storage; signal: AbortSignal; say: (text: string) => void; tell: (text: string) => void };

const tellEveryMs = 2000;

/** Writes the read models again; tells how far it is beside its output. */
export async function rebuildReadModels(
  { json }: RebuildOptions,
  { storage, signal, say, tell }: RebuildDeps,
): Promise<ExitCode> {
  if (!(await storage.instance())) throw new UsageError("Nothing of Baton's is stored here");
  let toldAt = performance.now();
  const counts = await new ReadModelRebuild(storage).run({
    signal,
    onProgress: (soFar) => {
      if (performance.now() - toldAt < tellEveryMs) return;
      toldAt = performance.now();
      tell(countsText(soFar));
    },
  });
  const whole = !signal.aborted;
  say(json ? JSON.stringify({ whole, ...counts }) : `${whole ? "Rebuilt" : "Stopped"}: ${countsText(counts)}.`);
  return whole ? exitCode.ok : exitCode.pending;
}

function countsText({ keys, events, jobs, waiting }: RebuildCounts): string {
  return `${keys} lock keys, ${events} events, ${jobs} jobs on the record, ${waiting} waiting rows`;
}
