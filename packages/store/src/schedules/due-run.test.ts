import { expect, test } from "vitest";
import { dueRun } from "./due-run.ts";

const everyMinute = { cron: "* * * * *", timeZone: "UTC", nextAt: "2026-11-22T10:00:00.000Z" };
const due = (at: string) => dueRun(everyMinute, new Date(`2026-11-22T${at}Z`));

test("nothing is due before its time, nor without one", () => {
  expect(due("09:59:59.999")).toBeUndefined();
  const { nextAt: _paused, ...without } = everyMinute;
  expect(dueRun(without, new Date())).toBeUndefined();
});

test("a run is due at its time, and the next one follows", () => {
  expect(due("10:00:00.000")).toEqual({
    at: new Date("2026-11-22T10:00:00Z"),
    isMissed: false,
    next: new Date("2026-11-22T10:01:00Z"),
  });
});

test("of many times that have passed one is due, the newest", () => {
  expect(due("12:34:56")).toEqual({
    at: new Date("2026-11-22T12:34:00Z"),
    isMissed: true,
    next: new Date("2026-11-22T12:35:00Z"),
  });
});

test("a run is missed when it is more than five seconds late", () => {
  expect(due("10:00:05")?.isMissed).toBe(false);
  expect(due("10:00:05.001")?.isMissed).toBe(true);
});

test("a time that the pattern does not have is fired as it was planned", () => {
  const planned = { cron: "0 0 1 1 *", timeZone: "UTC", nextAt: "2026-11-22T10:00:00.000Z" };
  expect(dueRun(planned, new Date("2026-11-22T10:00:01Z"))).toMatchObject({ at: new Date(planned.nextAt) });
});
