import { createHash } from "node:crypto";
import { type JobNeighbours, type JobRecord, jobNeighboursSchema, jobRecordSchema, newJobId } from "@baton/contracts";
import { RequestCounter } from "@baton/runtime";
import { JobReader, Storage } from "@baton/store";
import { changeStoredEvent, setup } from "@baton/testing";
import { expect, test } from "vitest";
import { checkRecord } from "../src/view/verify-record.ts";
import { type Dashboard, expectProblem, startDashboard } from "./dashboard.ts";

test("a job's stored events can be hashed by whoever reads them, and a changed message shows", async () => {
  const system = await setup();
  await system.startWorker("worker-1");
  const dashboard = await (await startDashboard(system)).connected();
  const before = await system.submit({ type: "probe" });
  const jobId = await system.submit({ type: "probe", payload: { steps: 3 } });
  await system.ended(before);
  const { events } = await system.ended(jobId);
  await system.ended(await system.submit({ type: "probe" }));

  const record = await readRecord(dashboard, jobId);
  expect(record.events.filter(({ columns }) => columns["JobId"] === jobId).map(({ hash }) => hash)).toEqual(
    events.map(({ hash }) => hash),
  );
  const found = await checked(record);
  expect(found.filter(({ state }) => state !== "intact")).toEqual([]);
  expect(found.filter(({ isNeighbour }) => isNeighbour)).toHaveLength(2);

  const step = record.events.find(({ columns }) => columns["Step"] === "step 2");
  await changeStoredEvent(system.storage.ledger, record.keyId, step?.seq ?? 0, { Message: "Nothing happened here" });
  const after = await checked(await readRecord(dashboard, jobId));
  expect(after.filter(({ state }) => state !== "intact")).toMatchObject([{ seq: step?.seq, state: "changed" }]);
});

test("a record that is long comes in pages that leave nothing out", async () => {
  const system = await setup();
  await system.startWorker("worker-1");
  const dashboard = await (await startDashboard(system)).connected();
  const jobId = await system.submit({ type: "probe", payload: { steps: 4 } });
  await system.ended(jobId);
  const whole = await readRecord(dashboard, jobId);
  const rest = await readRecord(dashboard, jobId, `?from=${whole.ranges[0]?.[1]}`);
  expect(rest.events[0]?.seq).toBe(whole.ranges[0]?.[1]);
  expect(rest.ranges).toEqual(whole.ranges);
  await expectProblem(await dashboard.fetch(`/api/jobs/${jobId}/record?from=-1`), 400, "invalid-query");
  await expectProblem(await dashboard.fetch(`/api/jobs/${jobId}/record?from=two`), 400, "invalid-query");
});

test("who had the lock before and after a job, and how it got it", async () => {
  const system = await setup();
  await system.startWorker("worker-1");
  const dashboard = await (await startDashboard(system)).connected();
  const first = await system.submit({ type: "probe", name: "First", payload: { steps: 1, stepMs: 300 } });
  const second = await system.submit({ type: "probe", name: "Second", payload: { steps: 1 } });
  const third = await system.submit({ type: "probe", name: "Third" });
  const { job: ended } = await system.ended(first);
  await system.ended(third);

  expect(await readNeighbours(dashboard, first)).toMatchObject({
    next: { jobId: second, name: "Second", status: "Completed" },
    starts: [{ attempt: 1, acquiredAt: expect.any(String) }],
  });
  const { previous, next, starts } = await readNeighbours(dashboard, second);
  expect({ previous, next }).toMatchObject({ previous: { jobId: first }, next: { jobId: third } });
  // The worker had the lock already: it was free for the second when the first had ended.
  expect(starts).toEqual([{ attempt: 1, freeAt: ended.endedAt }]);
});

test("a job that waits has no record and no neighbours yet, an unknown one is told so", async () => {
  const system = await setup();
  const dashboard = await (await startDashboard(system)).connected();
  const { jobId } = (await (await dashboard.submit({ type: "probe" })).json()) as { jobId: string };
  expect(await readRecord(dashboard, jobId)).toMatchObject({ ranges: [], events: [], head: { seq: 0 } });
  expect(await readNeighbours(dashboard, jobId)).toEqual({ starts: [] });
  for (const path of ["record", "neighbours"]) {
    await expectProblem(await dashboard.fetch(`/api/jobs/${newJobId()}/${path}`), 404, "unknown-job");
    await expectProblem(await dashboard.fetch(`/api/jobs/42/${path}`), 400, "invalid-job-id");
  }
});

test("an ended job with its trail costs three requests to storage, also when it had to wait", async () => {
  const system = await setup();
  await system.startWorker("worker-1");
  const first = await system.submit({ type: "probe", payload: { steps: 1, stepMs: 300 } });
  const second = await system.submit({ type: "probe", payload: { steps: 2, failAttempts: 1 }, maxAttempts: 2 });
  await system.ended(first);
  await system.ended(second);
  const requests = new RequestCounter();
  const { namespace, env, logger } = system;
  const connectionString = env["AZURE_STORAGE_CONNECTION_STRING"] ?? "";
  const reader = new JobReader(new Storage({ connectionString, namespace, requests, logger }));
  // Which tenants there are is read for the first page.
  await reader.findIndexed(newJobId());
  const before = sum(requests);
  expect((await reader.findJob(second))?.events.filter(({ status }) => status === "Started")).toHaveLength(2);
  expect(sum(requests) - before).toBe(3);
});

async function readRecord(dashboard: Dashboard, jobId: string, query = ""): Promise<JobRecord> {
  const response = await dashboard.fetch(`/api/jobs/${jobId}/record${query}`);
  expect(response.status).toBe(200);
  return jobRecordSchema.parse(await response.json());
}

async function readNeighbours(dashboard: Dashboard, jobId: string): Promise<JobNeighbours> {
  const response = await dashboard.fetch(`/api/jobs/${jobId}/neighbours`);
  expect(response.status).toBe(200);
  return jobNeighboursSchema.parse(await response.json());
}

async function checked(record: JobRecord) {
  const found = await checkRecord(record, async (text) => createHash("sha256").update(text, "utf8").digest("hex"));
  return found.links.map(({ seq, state, isNeighbour }) => ({ seq, state, isNeighbour }));
}

function sum({ counts }: RequestCounter): number {
  return Object.values(counts).reduce((total, count) => total + count, 0);
}
