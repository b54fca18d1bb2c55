import type { WorkerHold, WorkerHolds, WorkerView } from "@baton/contracts";

/** A worker as its row shows it. */
export type WorkerRow = WorkerView & {
  /** By this clock; how old the beat was then, the server says. */
  readAt: number;
  /** The keys that it holds, as far as they are known by name. */
  held: WorkerHold[];
  slotsInUse: number;
};

/** @param readAt when the workers were read, by this clock. */
export function workerRows(
  workers: readonly WorkerView[],
  holds: WorkerHolds | undefined,
  readAt: number,
): WorkerRow[] {
  const byWorker = Map.groupBy(holds?.holds ?? [], ({ workerId }) => workerId);
  return workers.map((worker) => {
    const held = byWorker.get(worker.workerId) ?? [];
    // Events tell of a lock before the worker's next beat does.
    return { ...worker, readAt, held, slotsInUse: holds?.isWhole ? held.length : worker.holds.length };
  });
}

/** How long ago it was heard, without asking whether this clock and the storage's agree. */
export function beatAgeMsAt(now: number, { beatAgeMs, readAt }: Pick<WorkerRow, "beatAgeMs" | "readAt">): number {
  return beatAgeMs + Math.max(0, now - readAt);
}

/** It was told something that it has not obeyed yet: it learns it with its next beat. */
export function isToldToDrain({ state, desired }: WorkerView): boolean {
  return state === "live" && desired === "draining";
}
