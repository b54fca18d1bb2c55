import type { ListedSchedule, Schedule } from "@baton/contracts";
import { LockLink } from "../../components/lock-link.tsx";
import type { DataColumn } from "../../ui/data-table/data-column.ts";
import { ToneBadge } from "../../ui/tone-badge.tsx";
import { NextRun } from "./next-run.tsx";
import { RecentRuns } from "./recent-runs.tsx";
import { ScheduleActions } from "./schedule-actions.tsx";
import { missedWords, overlapWords, stateOf, stateTones, stateWords } from "./schedule-state.ts";

export const scheduleColumns: readonly DataColumn<ListedSchedule>[] = [
  {
    id: "schedule",
    header: "Schedule",
    cell: ({ scheduleId }) => <bdi>{scheduleId}</bdi>,
    sortBy: ({ scheduleId }) => scheduleId,
    fixed: true,
    width: "w-44",
    narrow: "title",
  },
  {
    id: "state",
    header: "State",
    cell: (schedule) => <StateBadge schedule={schedule} />,
    sortBy: stateOf,
    width: "w-24",
    narrow: "corner",
  },
  { id: "when", header: "When", cell: (schedule) => <When schedule={schedule} />, width: "w-56", narrow: "below" },
  {
    id: "next",
    header: "Next run",
    cell: (schedule) => <NextRun schedule={schedule} />,
    sortBy: ({ nextAt }) => nextAt,
    narrow: "below",
  },
  {
    id: "last",
    header: "Last runs",
    cell: (schedule) => <RecentRuns schedule={schedule} />,
    sortBy: ({ lastFiredAt }) => lastFiredAt,
    width: "w-48",
    narrow: "below",
  },
  {
    id: "job",
    header: "Job",
    cell: (schedule) => <JobOf schedule={schedule} />,
    sortBy: ({ job }) => job.type,
    width: "w-44",
    from: "lg",
    narrow: "below",
  },
  {
    id: "actions",
    header: "Actions",
    cell: (schedule) => <ScheduleActions schedule={schedule} />,
    fixed: true,
    width: "w-58",
    align: "end",
    narrow: "below",
  },
];

function StateBadge({ schedule }: { schedule: Schedule }) {
  const state = stateOf(schedule);
  return <ToneBadge tone={stateTones[state]}>{stateWords[state]}</ToneBadge>;
}

function When({ schedule }: { schedule: ListedSchedule }) {
  const { cron, timeZone, words } = schedule;
  return (
    <div className="space-y-0.5">
      <p>{words ?? cron}</p>
      <p className="wrap-anywhere text-ink-faint text-xs">
        <code className="font-mono">{cron}</code> · {timeZone}
      </p>
      <Rules schedule={schedule} />
    </div>
  );
}

function JobOf({ schedule: { job, tenantId } }: { schedule: Schedule }) {
  return (
    <div className="space-y-0.5">
      <p className="wrap-anywhere">
        <bdi>{job.name ?? job.type}</bdi>
      </p>
      <p className="wrap-anywhere text-ink-faint text-xs">
        {job.name === undefined ? "" : `${job.type} · `}lock key <LockLink lockKey={job.lockKey} tenantId={tenantId} />
        {job.priority > 0 ? ` · priority ${job.priority}` : ""}
      </p>
    </div>
  );
}

function Rules({ schedule: { overlap, missed } }: { schedule: Schedule }) {
  return (
    <dl className="text-ink-faint text-xs">
      <div>
        <dt className="inline">Last not ended: </dt>
        <dd className="inline">{overlapWords[overlap]}</dd>
      </div>
      <div>
        <dt className="inline">Missed runs: </dt>
        <dd className="inline">{missedWords[missed]}</dd>
      </div>
    </dl>
  );
}
