import type { InboxRow, JobRow } from "@baton/store";
import { expect, test } from "vitest";
import { placeOf } from "./obey-command.ts";

const jobId = "0197f0a0-0000-7000-8000-000000000000";
const now = new Date("2026-01-01T00:00:00.000Z");
const later = "2026-01-01T01:00:00.000Z";
const row = { jobId, priority: 0, runAt: later } as InboxRow;

test("a job that its record plans for later lies there, with the priority that its record tells", () => {
  const known = { jobId, priority: 7, nextAt: later } as unknown as JobRow;
  expect(placeOf(row, known, now)).toMatchObject({
    rowKey: expect.stringMatching(/^later:/),
    runAt: later,
    priority: 7,
  });
});

test("a job that its record does not plan is due, whatever time its submission named", () => {
  const begun = { jobId, priority: 7 } as unknown as JobRow;
  expect(placeOf(row, begun, now).rowKey).toBe(`wait:2:${jobId}`);
});
