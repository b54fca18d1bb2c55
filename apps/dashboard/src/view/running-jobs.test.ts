import type { ActiveJob, EventStatus, JobEvent } from "@baton/contracts";
import { expect, test } from "vitest";
import { withEvents } from "./running-jobs.ts";

test("a start puts a job on the list, its progress is shown, and its end takes it off", () => {
  const started = withEvents([], [event("a", "Started")]);
  expect(started).toMatchObject([{ jobId: "a", name: "Job a", lockKey: "key a", fence: 3, workerId: "worker-1" }]);
  const further = withEvents(started, [event("a", "Progress", { data: { done: 2, total: 5 } })]);
  expect(further).toMatchObject([{ jobId: "a", progress: { done: 2, total: 5 } }]);
  for (const status of ["Completed", "Failed", "TimedOut", "Interrupted", "Cancelled", "DeadLettered"] as const)
    expect(withEvents(further, [event("a", status)])).toEqual([]);
});

test("events that came before what a worker said change nothing", () => {
  const told = [...withEvents([], [event("a", "Started")])].map((job) => ({ ...job, progress: { done: 4, total: 5 } }));
  expect(withEvents(told, [event("a", "Started")])).toEqual(told);
  expect(withEvents(told, [event("b", "Started"), event("b", "Completed")])).toEqual(told);
  expect(withEvents(told, [event("b", "Progress", { data: { done: 1, total: 2 } })])).toEqual(told);
});

test("the next attempt begins anew, and the longest is first", () => {
  const first: ActiveJob[] = withEvents([], [event("a", "Started", { occurredAt: at(5) })]);
  const jobs = withEvents(first, [
    event("b", "Started", { occurredAt: at(7) }),
    event("a", "Failed"),
    event("a", "RetryScheduled"),
    event("a", "Started", { attempt: 2, occurredAt: at(9) }),
  ]);
  expect(jobs.map(({ jobId, attempt }) => [jobId, attempt])).toEqual([
    ["b", 1],
    ["a", 2],
  ]);
});

test("events of a hold or a key are of no job", () => {
  const { jobId: _none, ...released } = event("a", "LockReleased");
  expect(withEvents([], [released])).toEqual([]);
});

function at(second: number): string {
  return `2026-11-26T06:00:0${second}.000Z`;
}

function event(jobId: string, status: EventStatus, more: Partial<JobEvent> = {}): JobEvent & { jobId: string } {
  return {
    eventId: `${jobId} ${status}`,
    jobId,
    jobName: `Job ${jobId}`,
    jobType: "probe",
    tenantId: "default",
    lockKey: `key ${jobId}`,
    keyId: `k.default.${jobId}`,
    status,
    message: status,
    occurredAt: at(1),
    seq: 1,
    attempt: 1,
    fence: 3,
    workerId: "worker-1",
    ...more,
  };
}
