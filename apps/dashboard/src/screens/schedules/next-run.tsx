"use client";

import type { ListedSchedule } from "@baton/contracts";
import { useNow } from "../../components/clock.ts";
import { JobLink } from "../../components/job-link.tsx";
import { RelativeTime } from "../../components/times.tsx";
import { useOwnZone } from "../../components/use-own-zone.ts";
import { hasSeconds, showsTheSame, zoneTime } from "../../view/zone-time.ts";
import { comingTimes, isLate, stateOf } from "./schedule-state.ts";

const shownTimes = 3;

/** When it runs next, in its own zone and in the reader's, and when after that. */
export function NextRun({ schedule }: { schedule: ListedSchedule }) {
  const { pendingFire } = schedule;
  const state = stateOf(schedule);
  if (pendingFire) {
    return (
      <p className="text-active">
        <JobLink jobId={pendingFire.jobId}>being submitted</JobLink>
      </p>
    );
  }
  if (state === "paused") return <p className="text-ink-faint">not while it is paused</p>;
  if (state === "over") return <p className="text-ink-faint">its pattern has no more times</p>;
  return <ComingTimes schedule={schedule} />;
}

function ComingTimes({ schedule }: { schedule: ListedSchedule }) {
  const now = useNow();
  const ownZone = useOwnZone();
  const { cron, timeZone } = schedule;
  const seconds = hasSeconds(cron);
  const [next, ...later] = comingTimes(schedule, shownTimes);
  if (next === undefined) return null;
  const told = (iso: string) => zoneTime(new Date(iso), timeZone, now, seconds);
  return (
    <div className="space-y-0.5">
      <p>
        <RelativeTime iso={next} /> <span className="text-ink-soft">· {told(next)}</span>
      </p>
      {isLate(schedule, now) ? <p className="text-bad text-xs">It is due, and no worker fires it.</p> : null}
      {showsTheSame(new Date(next), timeZone, ownZone) ? null : (
        <p className="text-ink-soft text-xs">{zoneTime(new Date(next), ownZone, now, seconds)} your time</p>
      )}
      {later.length > 0 ? <p className="text-ink-faint text-xs">then {later.map(told).join(", ")}</p> : null}
    </div>
  );
}
