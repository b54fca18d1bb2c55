const clock = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" } as const;
const day = { day: "numeric", month: "short" } as const;
const relativeDay = new Intl.RelativeTimeFormat("en", { numeric: "auto" });

/** `14:02`, `14:02 yesterday`, `14:02 on 21 Nov`, `14:02 on 21 Nov 2025`. */
export function momentText(time: Date, now: Date, timeZone?: string): string {
  const zone = timeZone === undefined ? {} : { timeZone };
  const text = (options: Intl.DateTimeFormatOptions, of = time) =>
    new Intl.DateTimeFormat("en-GB", { ...options, ...zone }).format(of);
  const dayText = (of: Date) => text({ year: "numeric", ...day }, of);
  const at = text(clock);
  if (dayText(time) === dayText(now)) return at;
  if (dayText(time) === dayText(new Date(now.getTime() - 86_400_000))) return `${at} ${relativeDay.format(-1, "day")}`;
  return `${at} on ${sameYear(time, now) ? text(day) : dayText(time)}`;
}

function sameYear(time: Date, now: Date): boolean {
  return time.getUTCFullYear() === now.getUTCFullYear();
}
