import type { JobEvent, ListedSchedule } from "@baton/contracts";
import { expect, test } from "vitest";
import { comingTimes, isLate, mayConcern, skipSinceLastRun, stateOf } from "./schedule-state.ts";

const nightly: ListedSchedule = {
  scheduleId: "nightly",
  tenantId: "default",
  cron: "30 2 * * *",
  timeZone: "UTC",
  job: { type: "settlement", payload: {}, lockKey: "default", priority: 0, schemaVersion: 1 },
  overlap: "queue",
  missed: "fire-once",
  paused: false,
  createdAt: "2026-11-01T00:00:00.000Z",
  revision: 1,
  recentRuns: [],
  nextAt: "2026-11-27T02:30:00.000Z",
  nextTimes: ["2026-11-27T02:30:00.000Z", "2026-11-28T02:30:00.000Z", "2026-11-29T02:30:00.000Z"],
};
const { nextAt: _nextAt, ...without } = nightly;

test("a schedule is on, paused, or over when its pattern has no more times", () => {
  expect(stateOf(nightly)).toBe("on");
  expect(stateOf({ ...without, paused: true })).toBe("paused");
  expect(stateOf(without)).toBe("over");
  expect(stateOf({ ...without, pendingFire: { at: "", jobId: "" } })).toBe("on");
});

test("the coming times begin with the next one, also when it is late; there are none while it is paused", () => {
  expect(comingTimes(nightly, 2)).toEqual(nightly.nextTimes.slice(0, 2));
  const late = "2026-11-26T02:30:00.000Z";
  expect(comingTimes({ ...nightly, nextAt: late }, 2)).toEqual([late, nightly.nextTimes[0]]);
  expect(comingTimes(without, 3)).toEqual([]);
});

test("a run that nobody has fired within seconds is late", () => {
  const due = new Date("2026-11-27T02:30:00.000Z").getTime();
  expect([due - 1, due + 29_000, due + 31_000].map((now) => isLate(nightly, now))).toEqual([false, false, true]);
});

test("a run that was left out is told until the next one", () => {
  const lastSkip = { at: "2026-11-26T02:30:00.000Z", reason: "overlap" as const };
  expect(skipSinceLastRun({ ...nightly, lastSkip })).toEqual(lastSkip);
  const ran = (at: string) => skipSinceLastRun({ ...nightly, lastSkip, recentRuns: [{ at, jobId: "job-1" }] });
  expect(ran("2026-11-25T02:30:00.000Z")).toEqual(lastSkip);
  expect(ran("2026-11-26T03:00:00.000Z")).toBeUndefined();
});

test("what happens to jobs of a schedule's type and tenant may be one of its runs; progress changes nothing", () => {
  const event = { jobType: "settlement", tenantId: "default", status: "Started" } as JobEvent;
  expect(mayConcern([event], [nightly])).toBe(true);
  expect(mayConcern([{ ...event, status: "Progress" }], [nightly])).toBe(false);
  expect(mayConcern([{ ...event, jobType: "demo" }], [nightly])).toBe(false);
  expect(mayConcern([{ ...event, tenantId: "acme" }], [nightly])).toBe(false);
});
