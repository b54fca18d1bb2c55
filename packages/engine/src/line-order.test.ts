import type { WaitingRow } from "@baton/store";
import { expect, test } from "vitest";
import { inOrder } from "./line-order.ts";

const now = new Date("2026-01-01T01:00:00Z");

test("without ageing the priority decides, then the job's id", () => {
  expect(ids(inOrder([row("b", 0, 3600), row("c", 5, 0), row("a", 0, 0)], undefined, now))).toEqual(["c", "a", "b"]);
});

test("with ageing a job that has been due for long goes before a more urgent one", () => {
  const rows = [row("old", 0, 600), row("urgent", 5, 0), row("young", 0, 10)];
  expect(ids(inOrder(rows, 100, now))).toEqual(["old", "urgent", "young"]);
  expect(ids(inOrder(rows, 200, now))).toEqual(["urgent", "old", "young"]);
});

test("what has reached the highest priority stays in the order of submission", () => {
  const rows = [row("b", 9, 0), row("c", 0, 3600), row("a", 1, 3000)];
  expect(ids(inOrder(rows, 60, now))).toEqual(["a", "b", "c"]);
});

test("a scheduled job ages from its time on", () => {
  const scheduled = { ...row("scheduled", 0, 3600), runAt: now.toISOString() };
  expect(ids(inOrder([scheduled, row("urgent", 1, 0)], 60, now))).toEqual(["urgent", "scheduled"]);
});

test("what was moved to the front is first", () => {
  const front = { ...row("front", 0, 0), rowKey: "wait:-:1:front" };
  expect(ids(inOrder([row("old", 9, 3600), front], 60, now))).toEqual(["front", "old"]);
});

function row(jobId: string, priority: number, waitedSeconds: number): WaitingRow {
  const receivedAt = new Date(now.getTime() - waitedSeconds * 1000).toISOString();
  return { jobId, priority, receivedAt, rowKey: `wait:${9 - priority}:${jobId}` } as WaitingRow;
}

function ids(rows: WaitingRow[]): string[] {
  return rows.map(({ jobId }) => jobId);
}
