const unit = (name: string, fractionDigits = 0) =>
  new Intl.NumberFormat("en", {
    style: "unit",
    unit: name,
    unitDisplay: "narrow",
    maximumFractionDigits: fractionDigits,
  });

const milliseconds = unit("millisecond");
const seconds = unit("second", 1);
const wholeSeconds = unit("second");
const minutes = unit("minute");
const hours = unit("hour");

/** `350ms`, `2.4s`, `3m 5s`, `2h 10m`. */
export function formatDuration(ms: number): string {
  if (ms < 999.5) return milliseconds.format(Math.max(0, Math.round(ms)));
  if (ms < 59_950) return seconds.format(ms / 1000);
  const totalSeconds = Math.round(ms / 1000);
  if (totalSeconds < 3600)
    return `${minutes.format(Math.floor(totalSeconds / 60))} ${wholeSeconds.format(totalSeconds % 60)}`;
  return `${hours.format(Math.floor(totalSeconds / 3600))} ${minutes.format(Math.floor((totalSeconds % 3600) / 60))}`;
}
