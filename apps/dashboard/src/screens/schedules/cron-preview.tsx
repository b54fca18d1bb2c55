"use client";

import { cronPreviewSchema, nextTimes } from "@baton/contracts";
import { useMemo } from "react";
import { useNow } from "../../components/clock.ts";
import { RelativeTime } from "../../components/times.tsx";
import { useOwnZone } from "../../components/use-own-zone.ts";
import { cronWords } from "../../view/cron-words.ts";
import { hasSeconds, showsTheSame, zoneTime } from "../../view/zone-time.ts";

const shownTimes = 5;

/** What a pattern means, in words and as the times that come next. */
export function CronPreview({ cron, timeZone }: { cron: string; timeZone: string }) {
  const times = useMemo(() => comingTimes(cron, timeZone), [cron, timeZone]);
  const words = times && cronWords(cron);
  return (
    <section aria-label="What the pattern means" className="rounded-lg bg-sunken px-4 py-3 text-sm">
      <p aria-live="polite" className="font-medium">
        {times ? `${words ?? cron}.` : <span className="text-ink-soft">These are no times yet.</span>}
      </p>
      {times ? <Times times={times} timeZone={timeZone.trim()} seconds={hasSeconds(cron)} /> : <Help />}
    </section>
  );
}

function Times({ times, timeZone, seconds }: { times: readonly Date[]; timeZone: string; seconds: boolean }) {
  const now = useNow();
  const ownZone = useOwnZone();
  const isOwn = times.every((time) => showsTheSame(time, timeZone, ownZone));
  return (
    <table className="mt-2 w-full text-left text-xs">
      <caption className="sr-only">The next five times</caption>
      <thead className="text-ink-soft">
        <tr>
          <th scope="col" className="py-0.5 pr-3 font-normal">
            Next times in {timeZone}
          </th>
          {isOwn ? null : (
            <th scope="col" className="py-0.5 pr-3 font-normal">
              Your time ({ownZone})
            </th>
          )}
          <th scope="col" className="py-0.5 text-right font-normal">
            From now
          </th>
        </tr>
      </thead>
      <tbody className="tabular-nums">
        {times.map((time) => (
          <tr key={time.toISOString()}>
            <td className="py-0.5 pr-3">{zoneTime(time, timeZone, now, seconds)}</td>
            {isOwn ? null : <td className="py-0.5 pr-3 text-ink-soft">{zoneTime(time, ownZone, now, seconds)}</td>}
            <td className="py-0.5 text-right text-ink-soft">
              <RelativeTime iso={time.toISOString()} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Help() {
  return (
    <p className="mt-1 text-ink-soft text-xs">
      Five fields: minute, hour, day of the month, month, day of the week; a sixth, before them, is for seconds.
    </p>
  );
}

function comingTimes(cron: string, timeZone: string): Date[] | undefined {
  const parsed = cronPreviewSchema.safeParse({ cron: cron.trim(), timeZone: timeZone.trim() });
  return parsed.success ? nextTimes(parsed.data, new Date(), shownTimes) : undefined;
}
