import { expect, test } from "vitest";
import { overlaps, type TimedRun } from "./timed-run.ts";

function run(jobId: string, startMs: number, endMs: number, fence: number, lockKey = "a"): TimedRun {
  return { jobId, lockKey, pid: 1, attempt: 1, fence, startMs, endMs };
}

test("runs of one key that follow each other with rising fences are no fault; other keys do not matter", () => {
  expect(overlaps([run("two", 6, 9, 2), run("one", 1, 5, 1), run("other", 2, 8, 1, "b")])).toEqual([]);
});

test("runs of one key at the same time are found, unless that was announced", () => {
  const runs = [run("one", 1, 5, 1), run("two", 4, 9, 2)];
  expect(overlaps(runs)).toEqual(["key a: jobs one and two ran at once"]);
  expect(overlaps(runs, [{ lockKey: "a", fromMs: 3, toMs: 6 }])).toEqual([]);
  expect(overlaps(runs, [{ lockKey: "b", fromMs: 3, toMs: 6 }])).toHaveLength(1);
});

test("a fence that does not rise is found", () => {
  expect(overlaps([run("one", 1, 2, 7), run("two", 3, 4, 7)])).toEqual(["key a: job two ran with fence 7 after 7"]);
});
