import { expect, test } from "vitest";
import { isOutdated, keptLog, nextStartAt, type StartLog, startLog, withoutStart, withStart } from "./start-log.ts";

const rate = { limit: 4, perMs: 10_000 };
const begin = 1_800_000_000_000;

test("whenever somebody asks, no window ever holds more starts than the limit, and a waiting line fills it", () => {
  const starts: number[] = [];
  let log = startLog(rate, undefined);
  for (let now = begin; now < begin + 100_000; now += 7) {
    if (nextStartAt(log) > now) continue;
    log = withStart(log, now);
    starts.push(now);
  }
  for (const from of starts) expect(within(starts, from)).toBe(Math.min(4, starts.filter((at) => at >= from).length));
  expect(starts.length).toBeGreaterThanOrEqual(40);
});

test("starts that are allowed at the same time come one after the other", () => {
  expect(nextStartAt(withStart(startLog(rate, undefined), begin))).toBe(begin + 100);
  const many = { limit: 100, perMs: 1000 };
  expect(nextStartAt(withStart(startLog(many, undefined), begin))).toBe(begin + 5);
});

test("a start that was given back leaves its place to another", () => {
  const full = [0, 200, 400, 600].reduce((log, at) => withStart(log, begin + at), startLog(rate, undefined));
  expect(nextStartAt(full)).toBe(begin + 10_000);
  expect(nextStartAt(withoutStart(full, begin + 400))).toBe(begin + 700);
  expect(withoutStart(full, begin + 1)).toEqual(full);
});

test("what is kept is what was there, and no more of it than today's limit looks at", () => {
  const log: StartLog = { ...rate, starts: [begin, begin, begin + 35, begin + 9999] };
  expect(startLog(rate, keptLog(log))).toEqual(log);
  expect(startLog({ limit: 2, perMs: 5 }, keptLog(log)).starts).toEqual([begin + 35, begin + 9999]);
  expect(startLog(rate, keptLog(startLog(rate, undefined))).starts).toEqual([]);
});

test("the fullest log fits into a property of the table", () => {
  const starts = Array.from({ length: 1000 }, (_, at) => begin + at * 2_678_400);
  expect(JSON.stringify(keptLog({ limit: 1000, perMs: 2_678_400_000, starts })).length).toBeLessThan(8000);
});

test("a clock that was set back does not make the log run backwards", () => {
  const log = withStart(withStart(startLog(rate, undefined), begin + 500), begin);
  expect(log.starts).toEqual([begin + 500, begin + 500]);
});

test("a log is outdated when its last window is over", () => {
  const log = withStart(startLog(rate, undefined), begin);
  expect(isOutdated(log, begin + 9999)).toBe(false);
  expect(isOutdated(log, begin + 10_000)).toBe(true);
});

function within(starts: number[], from: number): number {
  return starts.filter((at) => at >= from && at < from + rate.perMs).length;
}
