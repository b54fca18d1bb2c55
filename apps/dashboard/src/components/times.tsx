"use client";

import { formatDuration } from "../view/duration.ts";
import { relativeTime } from "../view/relative-time.ts";
import { useBrowserText, useTimeText } from "./clock.ts";

const exact = new Intl.DateTimeFormat("en-GB", {
  year: "numeric",
  month: "short",
  day: "numeric",
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
  fractionalSecondDigits: 3,
  timeZoneName: "short",
});
const clock = { hour: "2-digit", minute: "2-digit", second: "2-digit", fractionalSecondDigits: 3 } as const;
const localClock = new Intl.DateTimeFormat("en-GB", clock);
const utcClock = new Intl.DateTimeFormat("en-GB", { ...clock, timeZone: "UTC" });

/** "12s ago"; the exact time in the reader's zone on hover. */
export function RelativeTime({ iso }: { iso: string }) {
  const time = new Date(iso);
  const text = useTimeText((now) => relativeTime(time, now));
  const title = useExactText(iso);
  return (
    <time dateTime={iso} title={title} className="whitespace-nowrap">
      {text}
    </time>
  );
}

/** "10:30:15.123" in the reader's zone; without JavaScript in UTC. */
export function ClockTime({ iso }: { iso: string }) {
  const time = new Date(iso);
  const text = useBrowserText(
    () => localClock.format(time),
    () => utcClock.format(time),
  );
  const title = useExactText(iso);
  return (
    <time dateTime={iso} title={title} className="whitespace-nowrap tabular-nums">
      {text}
    </time>
  );
}

/** How long something has been going on, counting. */
export function RunningTime({ since }: { since: string }) {
  const start = new Date(since).getTime();
  const text = useTimeText((now) => formatDuration(Math.max(0, Math.floor((now - start) / 1000) * 1000)));
  return <span className="tabular-nums">{text}</span>;
}

export function useExactText(iso: string): string {
  return useBrowserText(
    () => exact.format(new Date(iso)),
    () => iso,
  );
}
