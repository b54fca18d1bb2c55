"use client";

import type { JobStatus, Schedule, ScheduleRun } from "@baton/contracts";
import Link from "next/link";
import { useNow } from "../../components/clock.ts";
import { JobBadge } from "../../components/status-badge.tsx";
import { RelativeTime } from "../../components/times.tsx";
import { dotClasses } from "../../ui/tone-classes.ts";
import { jobTones } from "../../view/status-tone.ts";
import { hasSeconds, zoneTime } from "../../view/zone-time.ts";
import { skipSinceLastRun } from "./schedule-state.ts";

/** How the last runs ended: the newest in words, those before as dots; each leads to its job. */
export function RecentRuns({ schedule }: { schedule: Schedule }) {
  const [last, ...before] = schedule.recentRuns;
  return (
    <div className="space-y-1">
      {last ? <LastRun run={last} /> : <p className="text-ink-faint">none yet</p>}
      {before.length > 0 ? <RunsBefore runs={before} schedule={schedule} /> : null}
      <LeftOut schedule={schedule} />
    </div>
  );
}

function LastRun({ run: { at, jobId, status } }: { run: ScheduleRun }) {
  return (
    <Link href={`/jobs/${jobId}`} prefetch={false} className="flex flex-wrap items-center gap-x-2 hover:underline">
      <JobBadge status={statusOf(status)} />
      <span className="text-ink-soft text-xs">
        <RelativeTime iso={at} />
      </span>
    </Link>
  );
}

function RunsBefore({ runs, schedule: { cron, timeZone } }: { runs: readonly ScheduleRun[]; schedule: Schedule }) {
  const now = useNow();
  const seconds = hasSeconds(cron);
  return (
    <ul className="-ml-1.5 flex items-center" aria-label="Runs before">
      {runs.map(({ at, jobId, status }) => {
        const text = `${statusOf(status)}, ${zoneTime(new Date(at), timeZone, now, seconds)}`;
        return (
          <li key={jobId}>
            <Link
              href={`/jobs/${jobId}`}
              prefetch={false}
              title={text}
              className="flex size-6 items-center justify-center rounded hover:bg-line"
            >
              <span aria-hidden="true" className={`size-2 rounded-full ${dotClasses[jobTones[statusOf(status)]]}`} />
              <span className="sr-only">{text}</span>
            </Link>
          </li>
        );
      })}
    </ul>
  );
}

const reasons = {
  overlap: "left out: the run before had not ended",
  missed: "left out: no worker was there to fire it",
};

function LeftOut({ schedule }: { schedule: Schedule }) {
  const now = useNow();
  const skip = skipSinceLastRun(schedule);
  if (!skip) return null;
  return (
    <p className="text-again text-xs">
      {zoneTime(new Date(skip.at), schedule.timeZone, now, hasSeconds(schedule.cron))} {reasons[skip.reason]}
    </p>
  );
}

/** Until a worker has taken it in, a run's job is only submitted. */
function statusOf(status: JobStatus | undefined): JobStatus {
  return status ?? "Submitted";
}
