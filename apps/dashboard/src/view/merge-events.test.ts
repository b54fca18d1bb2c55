import type { JobEvent } from "@baton/contracts";
import { expect, test } from "vitest";
import { mergeHistory, mergeTrail } from "./merge-events.ts";

function event(seq: number, more: Partial<JobEvent> = {}): JobEvent {
  const occurredAt = new Date(Date.UTC(2026, 0, 1) + seq * 1000).toISOString();
  const subject = { keyId: "k", jobId: "j", tenantId: "default", lockKey: "default" };
  return { ...subject, eventId: `k:${seq}`, status: "Step", message: "", occurredAt, seq, ...more };
}
const seqs = (events: JobEvent[]) => events.map(({ seq }) => seq);

test("what arrives twice is there once", () => {
  expect(seqs(mergeHistory([event(2), event(1)], [event(2), event(3)], 10))).toEqual([3, 2, 1]);
  expect(seqs(mergeTrail([event(1), event(2)], [event(2), event(3)]))).toEqual([1, 2, 3]);
});

test("the history keeps the newest only", () => {
  expect(seqs(mergeHistory([event(2), event(1)], [event(3)], 2))).toEqual([3, 2]);
});

test("within a key the ledger's order counts, also against the clocks", () => {
  const late = event(5, { occurredAt: event(1).occurredAt });
  expect(seqs(mergeHistory([event(4)], [late], 10))).toEqual([5, 4]);
});

test("between keys the time counts", () => {
  const other = event(1, { keyId: "other", eventId: "other:1", occurredAt: event(9).occurredAt });
  expect(mergeHistory([event(8)], [other], 10)[0]).toBe(other);
});

test("an event that was told before the ledger had it gives way to the ledger's", () => {
  const forerunner = event(0, { eventId: "j:Queued", status: "Queued" });
  const recorded = event(3, { status: "Queued" });
  expect(mergeTrail([forerunner], [])).toEqual([forerunner]);
  expect(mergeTrail([forerunner], [recorded])).toEqual([recorded]);
  expect(mergeTrail([recorded], [forerunner])).toEqual([recorded]);
});
