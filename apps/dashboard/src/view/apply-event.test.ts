import { type JobEvent, type JobSummary, newJobId } from "@baton/contracts";
import { describe, expect, test } from "vitest";
import { applyEvent, jobFromEvent } from "./apply-event.ts";

const jobId = newJobId();
const job: JobSummary = {
  jobId,
  type: "demo",
  name: "Demo",
  tenantId: "default",
  lockKey: "default",
  priority: 0,
  status: "Submitted",
  message: "Submitted",
  attempts: 0,
  createdAt: "2026-01-01T00:00:00.000Z",
};

function event(status: JobEvent["status"], more: Partial<JobEvent> = {}): JobEvent & { jobId: string } {
  const occurredAt = "2026-01-01T00:00:05.000Z";
  const place = { eventId: `k:${status}`, keyId: "k", tenantId: "default", lockKey: "default", seq: 1 };
  return { ...place, jobId, status, message: status, occurredAt, ...more };
}

test("a job's life, event by event", () => {
  const events = [
    event("Queued", { workerId: "worker-2" }),
    event("Started", { workerId: "worker-1", fence: 7, attempt: 1 }),
    event("Step"),
    event("Progress", { data: { done: 1, total: 2 } }),
    event("Completed", { occurredAt: "2026-01-01T00:00:09.000Z" }),
  ];
  const lives = events.map((_, place) => events.slice(0, place + 1).reduce(applyEvent<JobSummary>, job));
  expect(lives.map(({ status }) => status)).toEqual(["Waiting", "Running", "Running", "Running", "Completed"]);
  expect(lives[0]?.workerId).toBeUndefined();
  expect(lives.at(-1)).toMatchObject({
    workerId: "worker-1",
    fence: 7,
    attempts: 1,
    progress: { done: 1, total: 2 },
    startedAt: "2026-01-01T00:00:05.000Z",
    endedAt: "2026-01-01T00:00:09.000Z",
  });
});

test("an event that comes again changes nothing", () => {
  const started = event("Started", { attempt: 1 });
  const once = applyEvent(job, started);
  expect(applyEvent(once, started)).toEqual(once);
});

test("a job that has ended stays as it is", () => {
  const completed = applyEvent(job, event("Completed"));
  expect(applyEvent(completed, event("Started"))).toBe(completed);
});

test("orders change what they name: priority, time, and what a job was replayed as, also when it has ended", () => {
  const urgent = applyEvent(job, event("PriorityChanged", { data: { from: 0, priority: 6 } }));
  expect(urgent.priority).toBe(6);
  expect(applyEvent(urgent, event("PriorityChanged", { data: { frontAt: job.createdAt } })).priority).toBe(6);
  const nextAt = "2026-01-02T00:00:00.000Z";
  expect(applyEvent(job, event("Rescheduled", { data: { nextAt } }))).toMatchObject({
    status: "Scheduled",
    runAt: nextAt,
  });
  const completed = applyEvent(job, event("Completed"));
  const replayed = applyEvent(completed, event("Replayed", { data: { newJobId: "another" } }));
  expect(replayed).toEqual({ ...completed, replayedBy: "another" });
});

test("a late word of its waiting does not stop a job that runs", () => {
  const running = applyEvent(job, event("Started"));
  const late = applyEvent(running, event("Queued", { seq: 0, workerId: "worker-2" }));
  expect(late).toMatchObject({ status: "Running", message: "Started" });
  expect(late.workerId).not.toBe("worker-2");
});

describe("a failed attempt", () => {
  test("is followed by its retry or its dead letter; alone it decides nothing", () => {
    const failed = applyEvent(applyEvent(job, event("Started")), event("Failed"));
    expect(failed.status).toBe("Running");
    expect(applyEvent(failed, event("RetryScheduled")).status).toBe("Retrying");
    expect(applyEvent(failed, event("DeadLettered")).status).toBe("DeadLettered");
  });
});

test("a job that is first heard of in the middle of its life is shown with what the event tells", () => {
  const seen = jobFromEvent(event("Progress", { jobName: "Import", jobType: "import", data: { done: 3, total: 4 } }));
  expect(seen).toMatchObject({ jobId, name: "Import", type: "import", progress: { done: 3, total: 4 } });
});
