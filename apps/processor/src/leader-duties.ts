import type { Logger } from "@baton/runtime";
import {
  type Checkpoints,
  type ExpiringResults,
  InboxSweep,
  type Markers,
  type StatsRollUp,
  type Storage,
} from "@baton/store";
import type { LeaderDuty } from "./leader.ts";
import type { ScheduleDuty } from "./schedule-duty.ts";

export type LeaderDutiesDeps = {
  storage: Storage;
  checkpoints: Checkpoints;
  checkpointMs: number;
  schedules: ScheduleDuty;
  results: ExpiringResults;
  stats: StatsRollUp;
  markers: Markers;
  logger: Logger;
};

const againMs = 1000;
const resultSweepMs = 30_000;
const rollUpMs = 10_000;
/** It reads all names, for what ought not to be there: soon where there are few, and rarely where there are many. */
const inboxRestMs = (tookMs: number) => Math.max(10_000, 100 * tookMs);

/** All that one worker at a time does for the others. */
export function leaderDuties(deps: LeaderDutiesDeps): LeaderDuty[] {
  const { checkpoints, checkpointMs, schedules, results, stats } = deps;
  return [
    { name: "statistics", restMs: rollUpMs, run: ({ stopping }) => stats.run(stopping) },
    { name: "checkpoints", restMs: checkpointMs, run: (term) => checkpoints.write(term) },
    { name: "schedules", restMs: againMs, run: (term) => schedules.fireUntilOver(term) },
    { name: "expired results", restMs: resultSweepMs, run: ({ stopping }) => results.sweep(stopping) },
    { name: "inbox", restMs: inboxRestMs, run: ({ stopping }) => sweepInbox(deps, stopping) },
  ];
}

async function sweepInbox({ storage, markers, logger }: LeaderDutiesDeps, stopping: AbortSignal): Promise<void> {
  const { unmarked, unplaced } = await new InboxSweep(storage, markers).run(stopping);
  if (unmarked.length > 0)
    logger.warn({ keys: unmarked.slice(0, 20), count: unmarked.length }, "Keys with work had no marker");
  if (unplaced.length > 0)
    logger.warn({ jobs: unplaced.slice(0, 20), count: unplaced.length }, "Jobs on the record had no row in the inbox");
}
