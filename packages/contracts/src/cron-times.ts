import { Cron } from "croner";

/** When a schedule is due: a cron pattern of five fields, or six with seconds first, and an IANA time zone. */
export type CronTiming = { cron: string; timeZone: string };

/**
 * The next times after `after`, at most `count`; none when the pattern has no more (30 February).
 * Clocks put forward: a time of day that is left out comes at the first moment after the gap. Put back: a time of
 * day that comes twice counts once, while patterns that repeat (every half hour) go on through both.
 */
export function nextTimes(timing: CronTiming, after: Date, count: number): Date[] {
  return cronOf(timing).nextRuns(count, after);
}

/** The last time up to and including `at`. */
export function lastTime(timing: CronTiming, at: Date): Date | undefined {
  return cronOf(timing).previousRuns(1, new Date(at.getTime() + 1))[0];
}

/** Why this is no cron pattern; undefined when it is one. */
export function cronFault(cron: string): string | undefined {
  if (/[^ -~]/.test(cron)) return "it has characters other than letters, digits, signs and spaces";
  const fields = cron.trim().split(/\s+/).length;
  // The library also takes a date in place of a pattern, and a seventh field for the year.
  if (fields !== 5 && fields !== 6 && !cron.startsWith("@")) return "it has not five or six fields";
  try {
    cronOf({ cron, timeZone: "UTC" });
    return undefined;
  } catch (err) {
    return (err as Error).message.replace(/^CronPattern: /, "");
  }
}

export function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

function cronOf({ cron, timeZone }: CronTiming): Cron {
  return new Cron(cron, { timezone: timeZone, paused: true });
}
