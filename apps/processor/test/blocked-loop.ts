import { pause } from "@baton/runtime";
import { WorkerRegistry } from "@baton/store";
import type { TestSystem } from "@baton/testing";

/** How old a worker's last beat was at the worst, in milliseconds, while something else went on. */
export async function worstBeatDuring(system: TestSystem, workerId: string, work: Promise<unknown>): Promise<number> {
  const registry = new WorkerRegistry(system.storage);
  const over = work.then(() => true);
  let worstMs = 0;
  while (!(await Promise.race([over, pause(250)]))) {
    const row = (await registry.live()).find((worker) => worker.workerId === workerId);
    const ageMs = row ? system.storage.clock.now().getTime() - Date.parse(row.beatAt) : Number.POSITIVE_INFINITY;
    worstMs = Math.max(worstMs, ageMs);
  }
  return worstMs;
}
