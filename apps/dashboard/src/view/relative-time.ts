const format = new Intl.RelativeTimeFormat("en", { style: "narrow", numeric: "always" });

const steps: { unit: Intl.RelativeTimeFormatUnit; ms: number }[] = [
  { unit: "day", ms: 86_400_000 },
  { unit: "hour", ms: 3_600_000 },
  { unit: "minute", ms: 60_000 },
  { unit: "second", ms: 1000 },
];

/** `12s ago`, `3min ago`, `in 2h`; `now` within a second, and for a past that is ahead of this clock by little. */
export function relativeTime(time: Date, now: number): string {
  const ms = time.getTime() - now;
  if (Math.abs(ms) < 1000 || (ms > 0 && ms < 5000)) return "now";
  const step = steps.find((candidate) => Math.abs(ms) >= candidate.ms);
  return step ? format.format(Math.trunc(ms / step.ms), step.unit) : "now";
}
