import type { Stats } from "@baton/contracts";
import type { SeriesPoint } from "../ui/chart/time-series.ts";

const hourMs = 3_600_000;

type Hour = Stats["hours"][number];

/** Jobs that ended, by how, in each hour of the time; also those without any. */
export function outcomePoints(stats: Stats): SeriesPoint[] {
  return pointsOf(stats, (hour) => hour?.outcomes ?? nothing);
}

/** Wait and run times in each hour of the time; a gap where there were none. */
export function durationPoints(stats: Stats): SeriesPoint[] {
  return pointsOf(stats, (hour) => (hour ? { ...timesOf("wait", hour.wait), ...timesOf("run", hour.run) } : {}));
}

function pointsOf(stats: Stats, valuesOf: (hour: Hour | undefined) => SeriesPoint["values"]): SeriesPoint[] {
  const hours = new Map(stats.hours.map((hour) => [Date.parse(hour.hour), hour]));
  const points: SeriesPoint[] = [];
  for (let at = Date.parse(stats.from); at <= Date.parse(stats.to); at += hourMs)
    points.push({ at: new Date(at).toISOString(), values: valuesOf(hours.get(at)) });
  return points;
}

const nothing = { Completed: 0, Cancelled: 0, DeadLettered: 0, Discarded: 0 };

function timesOf(name: "wait" | "run", { count, p50Ms, p95Ms }: Hour["wait"]): Record<string, number> {
  return count === 0 ? {} : { [`${name}50`]: p50Ms, [`${name}95`]: p95Ms };
}

/** Jobs that ended in an hour, on average. */
export function perHour({ total, from, to }: Stats): number {
  const hours = Math.max(1, (Date.parse(to) - Date.parse(from)) / hourMs);
  return total.jobs / hours;
}
