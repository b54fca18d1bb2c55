import { expect, test } from "vitest";
import { lastTime, nextTimes } from "./cron-times.ts";

function next(cron: string, timeZone: string, after: string, count: number): string[] {
  return nextTimes({ cron, timeZone }, new Date(after), count).map((time) => time.toISOString().slice(0, -5));
}

test("the time of day is that of the time zone, in summer and in winter", () => {
  expect(next("0 9 * * 1-5", "America/New_York", "2026-03-06T12:00:00Z", 2)).toEqual([
    "2026-03-06T14:00:00",
    "2026-03-09T13:00:00",
  ]);
  expect(next("0 0 * * *", "Asia/Kolkata", "2026-01-01T00:00:00Z", 1)).toEqual(["2026-01-01T18:30:00"]);
});

test("a time of day that is left out when clocks are put forward comes right after the gap", () => {
  expect(next("30 2 * * *", "Europe/Berlin", "2026-03-28T12:00:00Z", 2)).toEqual([
    "2026-03-29T01:00:00",
    "2026-03-30T00:30:00",
  ]);
});

test("a time of day that comes twice when clocks are put back counts once", () => {
  expect(next("30 2 * * *", "Europe/Berlin", "2026-10-24T12:00:00Z", 2)).toEqual([
    "2026-10-25T00:30:00",
    "2026-10-26T01:30:00",
  ]);
});

test("what repeats goes on through the hour that comes twice", () => {
  expect(next("*/30 * * * *", "Europe/Berlin", "2026-10-25T00:00:00Z", 4)).toEqual([
    "2026-10-25T00:30:00",
    "2026-10-25T01:00:00",
    "2026-10-25T01:30:00",
    "2026-10-25T02:00:00",
  ]);
});

test("six fields begin with the seconds, and the last day of a month is L", () => {
  expect(next("*/20 * * * * *", "UTC", "2026-01-01T00:00:05Z", 2)).toEqual([
    "2026-01-01T00:00:20",
    "2026-01-01T00:00:40",
  ]);
  expect(next("0 0 L * *", "UTC", "2028-02-01T00:00:00Z", 1)).toEqual(["2028-02-29T00:00:00"]);
});

test("the last time is the one before, or this very moment", () => {
  const hourly = { cron: "0 * * * *", timeZone: "Europe/Berlin" };
  const last = (at: string) => lastTime(hourly, new Date(at))?.toISOString();
  expect(last("2026-10-25T01:00:00.000Z")).toBe("2026-10-25T01:00:00.000Z");
  expect(last("2026-10-25T00:59:59.999Z")).toBe("2026-10-25T00:00:00.000Z");
});
