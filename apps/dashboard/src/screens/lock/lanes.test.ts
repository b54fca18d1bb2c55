import { expect, test } from "vitest";
import type { Hold } from "./key-timeline.ts";
import { lanesOf } from "./lanes.ts";

const hold = (fence: number, workerId: string, from: number | undefined, to: number | undefined): Hold => ({
  fence,
  workerId,
  from,
  to,
  end: to === undefined ? "open" : "released",
  attempts: [{ jobId: `job ${fence}`, jobName: undefined, attempt: 1, from, to, outcome: undefined }],
});
const timeline = (...holds: Hold[]) => ({ holds, waits: [], happenings: [] });
const span = { from: 100, to: 200 };

test("each worker has its lane, and holds are cut at the edges of the span", () => {
  const { workers } = lanesOf(
    timeline(hold(1, "a", 10, 50), hold(2, "a", 90, 120), hold(3, "b", 130, 150), hold(4, "a", 160, 300)),
    span,
    1000,
  );
  const bars = workers.map(({ workerId, holds }) => [workerId, holds.map(({ from, to }) => [from, to])]);
  expect(bars).toEqual([
    [
      "a",
      [
        [100, 120],
        [160, 200],
      ],
    ],
    ["b", [[130, 150]]],
  ]);
  expect(workers[0]?.attempts.map(({ from, to }) => [from, to])).toEqual([
    [100, 120],
    [160, 200],
  ]);
});

test("what goes on ends now, and what began before all that is known begins with the span", () => {
  const { workers } = lanesOf(timeline(hold(1, "a", undefined, 110), hold(2, "a", 150, undefined)), span, 170);
  expect(workers[0]?.holds.map(({ from, to }) => [from, to])).toEqual([
    [100, 110],
    [150, 170],
  ]);
});

test("the waiting lane knows how many waited at most", () => {
  const wait = (jobId: string, from: number, to: number | undefined) => ({ jobId, jobName: undefined, from, to });
  const lanes = lanesOf({ ...timeline(), waits: [wait("one", 0, 150), wait("two", 120, undefined)] }, span, 170);
  expect(lanes.most).toBe(2);
  expect(lanes.waiting.at(-1)).toEqual({ from: 150, to: 170, count: 1 });
});
