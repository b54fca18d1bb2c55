import type { Stats, StatsFigures } from "@baton/contracts";
import { expect, test } from "vitest";
import { durationPoints, outcomePoints, perHour } from "./stats-points.ts";

const outcomes = { Completed: 3, Cancelled: 0, DeadLettered: 1, Discarded: 0 };
const figures: StatsFigures = {
  jobs: 4,
  outcomes,
  wait: { count: 4, p50Ms: 10, p95Ms: 20 },
  run: { count: 0, p50Ms: 0, p95Ms: 0 },
};
const stats: Stats = {
  window: "24h",
  from: "2026-11-26T01:00:00.000Z",
  to: "2026-11-26T03:30:00.000Z",
  total: figures,
  hours: [{ hour: "2026-11-26T02:00:00.000Z", ...figures }],
  types: [],
  keys: [],
  submitters: [],
};

test("hours without jobs are there with nothing in them", () => {
  const none = { Completed: 0, Cancelled: 0, DeadLettered: 0, Discarded: 0 };
  expect(outcomePoints(stats)).toEqual([
    { at: "2026-11-26T01:00:00.000Z", values: none },
    { at: "2026-11-26T02:00:00.000Z", values: outcomes },
    { at: "2026-11-26T03:00:00.000Z", values: none },
  ]);
});

test("what was not measured is no time of zero", () => {
  expect(durationPoints(stats)).toEqual([
    { at: "2026-11-26T01:00:00.000Z", values: {} },
    { at: "2026-11-26T02:00:00.000Z", values: { wait50: 10, wait95: 20 } },
    { at: "2026-11-26T03:00:00.000Z", values: {} },
  ]);
});

test("throughput is over the whole time", () => {
  expect(perHour(stats)).toBeCloseTo(4 / 2.5);
});
