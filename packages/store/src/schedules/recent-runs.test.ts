import { expect, test } from "vitest";
import { withRun } from "./recent-runs.ts";

const run = (minute: number) => ({ at: `2026-11-26T02:0${minute}:00.000Z`, jobId: `job-${minute}` });

test("the last five runs are kept, newest first, whenever they are told", () => {
  const told = [3, 1, 6, 2, 5, 4].reduce((runs, minute) => withRun(runs, run(minute)), withRun([], run(0)));
  expect(told).toEqual([6, 5, 4, 3, 2].map(run));
});

test("a run that is told again is there once", () => {
  expect(withRun(withRun([], run(1)), run(1))).toEqual([run(1)]);
});
