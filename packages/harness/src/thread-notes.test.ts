import { expect, test } from "vitest";
import type { Chains } from "./proof.ts";
import { stepsRunAgain, type ThreadNote } from "./thread-notes.ts";

const note = (attempt: number, step: string): ThreadNote => ({
  jobId: "job",
  lockKey: "key",
  pid: 1,
  attempt,
  fence: attempt,
  event: "step",
  step,
  atMs: attempt,
});

test("a step that runs again after it was recorded is found; one that was cut off may run again", () => {
  const recorded = { jobId: "job", status: "Step", step: "step 1", attempt: 1 };
  const again = { ...recorded, attempt: 2 };
  const chains = new Map([["k.default.key", [recorded, again]]]) as unknown as Chains;
  expect(stepsRunAgain(chains, [note(1, "step 1"), note(1, "step 2"), note(2, "step 2")])).toEqual([]);
  expect(stepsRunAgain(chains, [note(1, "step 1"), note(2, "step 1")])).toEqual([
    "job job: step 1 ran in attempt 2, though attempt 1 had recorded it",
  ]);
});
