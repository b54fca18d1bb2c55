import type { JobEvent, WorkerHold } from "@baton/contracts";
import { expect, test } from "vitest";
import { applyHoldEvent } from "./apply-hold-event.ts";

const key = { keyId: "k.default.ledger", tenantId: "default", lockKey: "ledger" };
const event = (seq: number, status: JobEvent["status"], more: Partial<JobEvent> = {}): JobEvent => ({
  ...key,
  eventId: `${key.keyId}:${seq}`,
  status,
  message: "",
  occurredAt: `2026-11-26T02:00:0${seq % 10}.000Z`,
  seq,
  workerId: "worker-1",
  ...more,
});
const job = { jobId: "job-1", jobName: "Settlement" };
const story = [
  event(1, "LockAcquired"),
  event(2, "Started", job),
  event(3, "Completed", job),
  event(4, "Started", { jobId: "job-2" }),
];

function told(events: JobEvent[], from: WorkerHold[] = []): WorkerHold[] {
  return events.reduce(applyHoldEvent, from);
}

test("a key is held from its lock to its release, and tells what runs in it", () => {
  expect(told(story.slice(0, 2))).toEqual([
    {
      ...key,
      workerId: "worker-1",
      seq: 2,
      running: { jobId: "job-1", name: "Settlement", startedAt: "2026-11-26T02:00:02.000Z" },
    },
  ]);
  expect(told(story.slice(0, 3))).toEqual([{ ...key, workerId: "worker-1", seq: 3 }]);
  expect(told(story)[0]?.running?.jobId).toBe("job-2");
  expect(told([...story, event(5, "LockReleased")])).toEqual([]);
});

test("events that are told again, or that the server has counted, change nothing", () => {
  expect(told([...story, ...story])).toEqual(told(story));
  const answered: WorkerHold[] = [{ ...key, workerId: "worker-2", seq: 9 }];
  expect(told(story, answered)).toBe(answered);
});

test("a waiting job that is cancelled leaves what runs as it is", () => {
  const holds = told([...story, event(5, "Cancelled", { jobId: "job-3" })]);
  expect(holds[0]).toMatchObject({ seq: 5, running: { jobId: "job-2" } });
});

test("another worker that takes a key over has it alone", () => {
  const taken = told([...story, event(5, "LockLost"), event(6, "LockAcquired", { workerId: "worker-2" })]);
  expect(taken).toEqual([{ ...key, workerId: "worker-2", seq: 6 }]);
});

test("what the ledger does not say yet, and what happens in a key of which no hold is known, make no hold", () => {
  expect(told([event(0, "Queued", job), event(2, "Started", job)])).toEqual([]);
});
