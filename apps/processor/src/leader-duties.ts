import type { Logger } from "@baton/runtime";
import {
  type Checkpoints,
  type ExpiringResults,
  InboxSweep,
  type Markers,
  OldRows,
  type StatsRollUp,
  type Storage,
} from "@baton/store";
import type { LeaderDuty, LeaderTerm } from "./leader.ts";
import type { ScheduleDuty } from "./schedule-duty.ts";

export type LeaderDutiesDeps = {
  storage: Storage;
  checkpoints: Checkpoints;
  checkpointMs: number;
  schedules: ScheduleDuty;
  results: ExpiringResults;
  stats: StatsRollUp;
  /** How long lists show jobs and events; undefined: for ever. */
  readModelTtlDays: number | undefined;
  markers: Markers;
  logger: Logger;
};

const againMs = 1000;
const resultSweepMs = 30_000;
const rollUpMs = 10_000;
const oldRowsMs = 3_600_000;
const dayMs = 24 * 3_600_000;
/** It reads all names, for what ought not to be there: soon where there are few, and rarely where there are many. */
const inboxRestMs = (tookMs: number) => Math.max(10_000, 100 * tookMs);

/** All that one worker at a time does for the others. */
export function leaderDuties(deps: LeaderDutiesDeps): LeaderDuty[] {
  const { checkpoints, checkpointMs, schedules, results, stats, readModelTtlDays: days } = deps;
  return [
    { name: "statistics", restMs: rollUpMs, run: ({ stopping }) => stats.run(stopping) },
    { name: "checkpoints", restMs: checkpointMs, run: (term) => checkpoints.write(term) },
    { name: "schedules", restMs: againMs, run: (term) => schedules.fireUntilOver(term) },
    { name: "expired results", restMs: resultSweepMs, run: ({ stopping }) => results.sweep(stopping) },
    { name: "inbox", restMs: inboxRestMs, run: ({ stopping }) => sweepInbox(deps, stopping) },
    ...(days === undefined
      ? []
      : [{ name: "old rows", restMs: oldRowsMs, run: (term: LeaderTerm) => removeOldRows(deps, days, term.stopping) }]),
  ];
}

/** Never silently: what lists do not show any more is said to be so. */
async function removeOldRows(
  { storage, logger }: LeaderDutiesDeps,
  days: number,
  stopping: AbortSignal,
): Promise<void> {
  const before = new Date(storage.clock.now().getTime() - days * dayMs);
  const removed = await new OldRows(storage).remove(before, stopping);
  if (removed.jobs + removed.events > 0)
    logger.info({ ...removed, before }, "Jobs and events older than READ_MODEL_TTL_DAYS were removed from the lists");
}

async function sweepInbox({ storage, markers, logger }: LeaderDutiesDeps, stopping: AbortSignal): Promise<void> {
  const { unmarked, unplaced } = await new InboxSweep(storage, markers).run(stopping);
  if (unmarked.length > 0)
    logger.warn({ keys: unmarked.slice(0, 20), count: unmarked.length }, "Keys with work had no marker");
  if (unplaced.length > 0)
    logger.warn({ jobs: unplaced.slice(0, 20), count: unplaced.length }, "Jobs on the record had no row in the inbox");
}
