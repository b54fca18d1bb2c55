import { prepareJob } from "@baton/client";
import { type EventStatus, type JobEvent, jobRequestSchema } from "@baton/contracts";
import { expect, test } from "vitest";
import { afterEvent, isSettled, type JobState, newJobState } from "./job-state.ts";

const job = prepareJob(jobRequestSchema.parse({ type: "demo" }));

function event(seq: number, status: EventStatus, fields: Partial<JobEvent> = {}): JobEvent {
  const { jobId, tenantId, lockKey } = job;
  const occurredAt = new Date(1_700_000_000_000 + seq * 1000).toISOString();
  return {
    eventId: `k:${seq}`,
    jobId,
    tenantId,
    lockKey,
    keyId: "k",
    status,
    message: status,
    occurredAt,
    seq,
    ...fields,
  };
}

const after = (...events: JobEvent[]): JobState => events.reduce(afterEvent, newJobState(job));

test("the life of a job, from its events", () => {
  const state = after(
    event(0, "Queued"),
    event(4, "Started", { message: "Job processing initiated" }),
    event(5, "Step", { message: "Processing step 1/2 - Data validation" }),
    event(6, "Progress", { message: "1/2", data: { done: 1, total: 2 } }),
  );
  expect(state).toMatchObject({
    submission: "accepted",
    status: "Running",
    message: "Processing step 1/2 - Data validation",
    progress: { done: 1, total: 2 },
  });
  const ended = afterEvent(state, event(9, "Completed"));
  expect(ended.status).toBe("Completed");
  expect((ended.endedAt?.getTime() ?? 0) - (ended.startedAt?.getTime() ?? 0)).toBe(5000);
  expect(isSettled(ended)).toBe(true);
});

test("an event that comes late or twice changes nothing", () => {
  const state = after(event(4, "Started"), event(5, "Step"));
  expect(afterEvent(state, event(4, "Started"))).toBe(state);
  expect(afterEvent(state, event(5, "Step"))).toBe(state);
  expect(afterEvent(state, event(0, "Queued"))).toBe(state);
});

test("nothing follows the end", () => {
  const state = after(event(4, "Completed"));
  expect(afterEvent(state, event(5, "DuplicateIgnored"))).toBe(state);
});

test("an end that is told late is the end all the same", () => {
  const state = after(event(4, "Started"), event(9, "DuplicateIgnored"));
  expect(afterEvent(state, event(7, "Completed")).status).toBe("Completed");
});

test("a dead letter shows the error that led to it", () => {
  const state = after(event(4, "Failed", { message: "Processing error: disk full" }), event(5, "DeadLettered"));
  expect(state).toMatchObject({ status: "DeadLettered", message: "Processing error: disk full" });
});

test("a progress with words of its own is shown", () => {
  expect(after(event(4, "Step"), event(5, "Progress", { message: "4000 rows read" })).message).toBe("4000 rows read");
});

test("an event of a job whose submission got no answer shows that the broker has it", () => {
  const unknown: JobState = { ...newJobState(job), submission: "unknown" };
  expect(afterEvent(unknown, event(0, "Queued")).submission).toBe("accepted");
});
