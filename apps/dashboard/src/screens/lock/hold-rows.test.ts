import { expect, test } from "vitest";
import { gapText, holdRows } from "./hold-rows.ts";
import type { Hold, Wait } from "./key-timeline.ts";

const hold = (fence: number, from: number, to: number | undefined): Hold => ({
  fence,
  workerId: "worker-1",
  from,
  to,
  end: to === undefined ? "open" : "released",
  attempts: [
    { jobId: `job ${fence}`, jobName: undefined, attempt: 1, from: from + 10, to: from + 20, outcome: "Completed" },
  ],
});
const wait = (jobId: string, from: number, to: number | undefined): Wait => ({ jobId, jobName: undefined, from, to });

test("what lies after a hold that was lost is no gap", () => {
  const lost: Hold = { ...hold(1, 0, 1500), end: "lost" };
  const rows = holdRows({ holds: [lost, hold(2, 1500, 2000)], waits: [], happenings: [] });
  expect(rows.map(gapText)).toEqual(["the hold before it was lost", "–"]);
});

test("a gap in which jobs waited is a handing over, one in which none did is free time", () => {
  const holds = [hold(1, 0, 1000), hold(2, 1500, 2000), hold(3, 9000, undefined)];
  const waits = [wait("job 2", 800, 1510), wait("late", 9005, undefined)];
  const rows = holdRows({ holds, waits, happenings: [] });
  expect(rows.map((row) => [row.hold.fence, gapText(row)])).toEqual([
    [3, "free for 7s, nobody waited"],
    [2, "handed over in 500ms, one job waited"],
    [1, "–"],
  ]);
  // Job 2 waited during the first hold, and for the second one, not during it.
  expect(rows.map((row) => row.waits.map(({ jobId }) => jobId))).toEqual([["late"], [], ["job 2"]]);
});
