import type { JobEvent } from "@baton/contracts";
import { expect, test } from "vitest";
import { timelineOf, waitingSteps, waitsDuring } from "./key-timeline.ts";

let seq = 0;
const at = (second: number) => new Date(Date.UTC(2026, 0, 1) + second * 1000).toISOString();
const ms = (second: number) => Date.UTC(2026, 0, 1) + second * 1000;
const event = (second: number, status: JobEvent["status"], more: Partial<JobEvent> = {}): JobEvent => {
  seq += 1;
  const key = { tenantId: "default", lockKey: "a", keyId: "k.default.a", fence: 1, workerId: "worker-1" };
  return { eventId: `k.default.a:${seq}`, seq, status, message: status, occurredAt: at(second), ...key, ...more };
};
const oldestFirst = (...events: JobEvent[]) => events.toReversed();

test("a hold has its attempts, and who waited for it", () => {
  const events = oldestFirst(
    event(1, "LockAcquired"),
    event(0, "Queued", { jobId: "one" }),
    event(1, "Started", { jobId: "one", attempt: 1, jobName: "first" }),
    event(5, "Completed", { jobId: "one", attempt: 1 }),
    event(2, "Queued", { jobId: "two" }),
    event(3, "Deferred", { jobId: "two" }),
    event(5.5, "Started", { jobId: "two", attempt: 1 }),
    event(6, "Failed", { jobId: "two", attempt: 1 }),
    event(6, "RetryScheduled", { jobId: "two", attempt: 1, data: { nextAt: at(20) } }),
    event(8, "LockReleased"),
  );
  const { holds, waits } = timelineOf(events, undefined);
  expect(holds).toMatchObject([
    {
      fence: 1,
      workerId: "worker-1",
      from: ms(1),
      to: ms(8),
      end: "released",
      attempts: [
        { jobId: "one", jobName: "first", from: ms(1), to: ms(5), outcome: "Completed" },
        { jobId: "two", from: ms(5.5), to: ms(6), outcome: "Failed" },
      ],
    },
  ]);
  expect(waits).toMatchObject([
    { jobId: "one", from: ms(0), to: ms(1) },
    { jobId: "two", from: ms(3), to: ms(5.5) },
  ]);
  expect(waitsDuring(waits, ms(4), ms(5)).map(({ jobId }) => jobId)).toEqual(["two"]);
});

test("a hold that was lost lasted until the next began, and its open attempt ends where that one says", () => {
  const second = { fence: 2, workerId: "worker-2" };
  const events = oldestFirst(
    event(1, "LockAcquired"),
    event(1, "Started", { jobId: "one", attempt: 1 }),
    event(30, "LockAcquired", second),
    event(30, "Interrupted", { ...second, jobId: "one", attempt: 1 }),
    event(31, "Started", { ...second, jobId: "one", attempt: 2 }),
  );
  const { holds, waits } = timelineOf(events, 2);
  expect(holds).toMatchObject([
    { fence: 1, to: ms(30), end: "lost", attempts: [{ attempt: 1, to: ms(30), outcome: "Interrupted" }] },
    { fence: 2, to: undefined, end: "open", attempts: [{ attempt: 2, outcome: undefined }] },
  ]);
  expect(waits).toMatchObject([{ jobId: "one", from: ms(30), to: ms(31) }]);
  expect(timelineOf(events, 0).holds[1]).toMatchObject({ end: "lost", to: ms(31) });
});

test("what began before the first event that is known has no beginning", () => {
  const events = oldestFirst(
    event(5, "Completed", { jobId: "one", attempt: 3, durationMs: 2000 }),
    event(6, "LockReleased"),
    event(7, "KeyPaused"),
    event(8, "Log", { message: "Head-failure policy set to hold" }),
    event(8, "Log", { jobId: "one", message: "not the key's" }),
  );
  const { holds, happenings } = timelineOf(events, undefined);
  expect(holds).toMatchObject([{ from: undefined, to: ms(6), attempts: [{ attempt: 3, from: ms(3), to: ms(5) }] }]);
  expect(happenings.map(({ status }) => status)).toEqual(["KeyPaused", "Log"]);
});

test("a retry waits from its own time on", () => {
  const events = oldestFirst(
    event(1, "RetryScheduled", { jobId: "one", attempt: 1, data: { nextAt: at(10) } }),
    event(12, "Started", { jobId: "one", attempt: 2 }),
  );
  expect(timelineOf(events, undefined).waits).toMatchObject([{ from: ms(10), to: ms(12) }]);
});

test("how many waited is told from change to change", () => {
  const wait = (jobId: string, from: number, to?: number) => ({
    jobId,
    jobName: undefined,
    from: ms(from),
    to: to === undefined ? undefined : ms(to),
  });
  const steps = waitingSteps([wait("one", 0, 4), wait("two", 2, 6), wait("three", 8)], ms(1), ms(10));
  expect(steps).toEqual([
    { from: ms(1), to: ms(2), count: 1 },
    { from: ms(2), to: ms(4), count: 2 },
    { from: ms(4), to: ms(6), count: 1 },
    { from: ms(8), to: ms(10), count: 1 },
  ]);
});
