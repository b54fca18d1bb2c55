import type { WorkerView } from "@baton/contracts";
import { type Storage, toWorkerView, WorkerRegistry } from "@baton/store";
import { type ExitCode, exitCode } from "./exit-code.ts";
import type { WorkersOptions } from "./options.ts";

/** Lists the workers of the registry. */
export async function listWorkers(
  storage: Storage,
  { json }: WorkersOptions,
  say: (text: string) => void,
): Promise<ExitCode> {
  const registry = new WorkerRegistry(storage);
  const workers = (await registry.all()).map((worker) => toWorkerView(worker, registry));
  say(json ? JSON.stringify(workers, undefined, 2) : workersText(workers));
  return exitCode.ok;
}

function workersText(workers: WorkerView[]): string {
  if (workers.length === 0) return "No worker has been heard of in the last day.";
  const rows = workers.map((worker) => [
    worker.workerId,
    stateText(worker),
    `${Math.round(worker.beatAgeMs / 1000)} s`,
    worker.host,
    worker.version,
    `${worker.holds.length}/${worker.concurrency}`,
    worker.types.join(" "),
  ]);
  const table = [["worker", "state", "beat", "host", "version", "keys", "types"], ...rows];
  return table
    .map((cells) =>
      cells
        .map((cell, at) => cell.padEnd(widthOf(table, at)))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

function stateText({ state, desired, external }: WorkerView): string {
  const isComing = state !== "gone" && (state === "draining") !== (desired === "draining");
  return `${state}${isComing ? ` (told: ${desired})` : ""}${external ? ", external" : ""}`;
}

function widthOf(table: string[][], column: number): number {
  return Math.max(...table.map((cells) => (cells[column] ?? "").length));
}
