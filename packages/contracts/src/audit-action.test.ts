import { expect, test } from "vitest";
import { auditActionOf } from "./audit-action.ts";
import type { JobEvent } from "./job-event.ts";

const order = { commandId: "c1", by: { name: "Ada", address: "10.0.0.7" }, reason: "wrong file" };

function event(more: Partial<JobEvent>): JobEvent {
  return {
    eventId: "k.default.a:4",
    tenantId: "default",
    lockKey: "a",
    keyId: "k.default.a",
    status: "Cancelled",
    message: "Cancelled by Ada: wrong file",
    occurredAt: "2026-11-22T10:00:00.000Z",
    seq: 4,
    data: order,
    ...more,
  };
}

test("an event that a command brought about is somebody's action, with what it changed", () => {
  expect(auditActionOf(event({ jobId: "j", jobName: "Nightly" }))).toMatchObject({
    ...order,
    jobId: "j",
    jobName: "Nightly",
  });
  expect(auditActionOf(event({ status: "Log", data: { ...order, policy: null } }))).toMatchObject({ policy: null });
  const priority = event({
    status: "PriorityChanged",
    jobId: "j",
    data: { ...order, from: 0, priority: 7, more: "x" },
  });
  expect(auditActionOf(priority)).toMatchObject({ from: 0, priority: 7 });
  expect(auditActionOf(priority)).not.toHaveProperty("more");
});

test("what job code writes is nobody's action, however much it looks like one", () => {
  for (const status of ["Log", "Step", "Progress", "Completed"] as const)
    expect(auditActionOf(event({ status, jobId: "j" }))).toBeUndefined();
});

test("an end that nobody ordered is no action", () => {
  expect(auditActionOf(event({ data: undefined }))).toBeUndefined();
  expect(auditActionOf(event({ data: { reason: "none" } }))).toBeUndefined();
});
