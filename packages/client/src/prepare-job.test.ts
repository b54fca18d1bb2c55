import { isJobId, jobRequestSchema } from "@baton/contracts";
import { expect, test } from "vitest";
import { prepareJob } from "./prepare-job.ts";

test("a bare request gets an id, a time and its type as name", () => {
  const job = prepareJob(jobRequestSchema.parse({ type: "demo" }));
  expect(isJobId(job.jobId)).toBe(true);
  expect(job).toMatchObject({ type: "demo", name: "demo", lockKey: "default", priority: 0, payload: {} });
  expect(new Date(job.createdAt).toISOString()).toBe(job.createdAt);
});

test("what the submitter decided stays", () => {
  const given = { jobId: "order-7", type: "demo", name: "Order 7", createdAt: "2026-01-02T03:04:05Z" };
  expect(prepareJob(jobRequestSchema.parse(given))).toMatchObject(given);
});

test("ids rise in the order in which jobs are prepared", () => {
  const ids = Array.from({ length: 500 }, () => prepareJob(jobRequestSchema.parse({ type: "demo" })).jobId);
  expect(ids).toEqual(ids.toSorted());
});
