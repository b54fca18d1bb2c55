const formats = new Map<string, Intl.DateTimeFormat>();

/** "Thu 26 Nov 02:30" in a time zone, with the year when it is not this one. */
export function zoneTime(time: Date, timeZone: string, now: number, withSeconds = false): string {
  const otherYear = time.getUTCFullYear() !== new Date(now).getUTCFullYear();
  const format = formatOf(timeZone, otherYear, withSeconds);
  return format.format(time).replaceAll(",", "");
}

function formatOf(timeZone: string, withYear: boolean, withSeconds: boolean): Intl.DateTimeFormat {
  const name = `${timeZone} ${withYear} ${withSeconds}`;
  const known = formats.get(name);
  if (known) return known;
  const format = new Intl.DateTimeFormat("en-GB", {
    weekday: "short",
    day: "numeric",
    month: "short",
    hour: "2-digit",
    minute: "2-digit",
    timeZone: knownZone(timeZone),
    ...(withYear ? { year: "numeric" } : {}),
    ...(withSeconds ? { second: "2-digit" } : {}),
  });
  formats.set(name, format);
  return format;
}

/** The server may know a zone that this browser does not. */
function knownZone(timeZone: string): string {
  try {
    return new Intl.DateTimeFormat("en", { timeZone }).resolvedOptions().timeZone;
  } catch {
    return "UTC";
  }
}

/** Whether clocks of both zones show the same at this time. */
export function showsTheSame(time: Date, one: string, other: string): boolean {
  return one === other || zoneTime(time, one, 0) === zoneTime(time, other, 0);
}

/** Whether a pattern says at which second: it has six fields. */
export function hasSeconds(cron: string): boolean {
  return cron.trim().split(/\s+/).length === 6;
}
