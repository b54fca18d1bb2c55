import { brokerNames, countQueue } from "@baton/broker";
import {
  type BulkResponse,
  bulkResponseSchema,
  isJobId,
  jobListSchema,
  newJobId,
  type SubmitResponse,
  submitResponseSchema,
} from "@baton/contracts";
import { JobKeys } from "@baton/store";
import { eventually, proxied, setup } from "@baton/testing";
import { expect, test } from "vitest";
import { type Dashboard, expectProblem, startDashboard } from "./dashboard.ts";

const json = { "content-type": "application/json" };

test("the same job under one Idempotency-Key is one job, and the second answer says so", async () => {
  const system = await setup();
  const dashboard = await (await startDashboard(system)).connected();
  const first = await submitKeyed(dashboard, "night-1", { type: "probe", payload: { steps: 1 } });
  expect(first).toMatchObject({ status: 202, answer: { status: "Submitted" } });
  expect(first.answer).not.toHaveProperty("duplicateOf");
  const { jobId } = first.answer;

  const again = await submitKeyed(dashboard, '"night-1"', { payload: { steps: 1 }, type: "probe", priority: 0 });
  expect(again).toEqual({ status: 200, answer: { jobId, status: "Submitted", duplicateOf: jobId } });

  await system.startWorker("worker-1");
  await eventually("the list to say that it is over", async () =>
    (await system.reader.newestJobs(1)).some(({ status }) => status === "Completed"),
  );
  const late = await submitKeyed(dashboard, "night-1", { type: "probe", payload: { steps: 1 } });
  expect(late.answer).toEqual({ jobId, status: "Completed", duplicateOf: jobId });
  const { events } = await system.until("the duplicate noted", jobId, (detail) =>
    detail.events.some(({ status }) => status === "DuplicateIgnored"),
  );
  expect(events.filter(({ status }) => status === "Started")).toHaveLength(1);
  expect(await listed(dashboard)).toEqual([jobId]);
  await system.ledger();
});

test("another job under the same key is refused, in another tenant it is another key", async () => {
  const system = await setup();
  const dashboard = await (await startDashboard(system)).connected();
  const { answer } = await submitKeyed(dashboard, "k", { type: "probe" });
  const other = await dashboard.post('{"type":"probe","lockKey":"other"}', { ...json, "idempotency-key": "k" });
  expect((await expectProblem(other, 409, "idempotency-key-taken")).detail).toContain(answer.jobId);
  const elsewhere = await submitKeyed(dashboard, "k", { type: "probe", lockKey: "other", tenantId: "acme" });
  expect(elsewhere.status).toBe(202);
});

test("a key that is none, or comes with an id of the submitter's own, is refused", async () => {
  const system = await setup();
  const dashboard = await (await startDashboard(system)).connected();
  const post = (body: object, key: string) => dashboard.post(JSON.stringify(body), { ...json, "idempotency-key": key });
  await expectProblem(await post({ type: "probe" }, ""), 400, "invalid-idempotency-key");
  await expectProblem(await post({ type: "probe" }, "x".repeat(201)), 400, "invalid-idempotency-key");
  await expectProblem(await post({ type: "probe", jobId: "order-7" }, "k"), 400, "invalid-job");
  const own = newJobId();
  const { answer } = await submitKeyed(dashboard, "k", { type: "probe", jobId: own });
  expect(answer.jobId).toBe(own);
});

test("a submitter that died between its key's row and the broker is completed by whoever comes next", async () => {
  const system = await setup();
  const dashboard = await (await startDashboard(system)).connected();
  const request = { type: "probe", tenantId: "default", payload: {}, lockKey: "default", priority: 0 } as const;
  const { jobId } = await new JobKeys(system.storage).claim({ ...request, schemaVersion: 1 }, "half-done");

  const { status, answer } = await submitKeyed(dashboard, "half-done", { type: "probe" });
  expect({ status, answer }).toEqual({ status: 200, answer: { jobId, status: "Submitted", duplicateOf: jobId } });
  expect((await countQueue(system.connection, brokerNames(system.namespace).jobs)).messages).toBe(1);
  expect(await listed(dashboard)).toEqual([jobId]);
});

test("two at once under one key are one job", async () => {
  const system = await setup();
  const dashboard = await (await startDashboard(system)).connected();
  const answers = await Promise.all([1, 2, 3, 4].map(() => submitKeyed(dashboard, "race", { type: "probe" })));
  expect(new Set(answers.map(({ answer }) => answer.jobId)).size).toBe(1);
  expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 200, 200, 202]);
});

test("a bulk request answers each job for itself, in order", async () => {
  const system = await setup();
  const dashboard = await (await startDashboard(system)).connected();
  const body = `{"jobs":[{"type":"unheard-of","payload":{"price":1.10}},{"type":"probe","lockkey":"x"},7,
    {"type":"probe","jobId":"order-7"},{"type":"probe","jobId":"order-7"},{"type":"demo","jobId":"order-7"},
    {"type":"probe","payload":"${"x".repeat(1024 * 1024)}"}]}`;
  const { answers } = await bulk(dashboard, body);
  const [plain, misspelt, none, own, sameOwn, otherOwn, large] = answers;
  expect(plain).toMatchObject({ job: { status: "Submitted" } });
  expect(misspelt).toMatchObject({ problem: { status: 400, code: "invalid-job" } });
  expect(none).toMatchObject({ problem: { status: 400, code: "invalid-job" } });
  const jobId = own && "job" in own ? own.job.jobId : "";
  expect(isJobId(jobId)).toBe(true);
  expect(sameOwn).toEqual({ job: { jobId, status: "Submitted", duplicateOf: jobId } });
  expect(otherOwn).toMatchObject({ problem: { status: 409, code: "job-id-taken", jobId } });
  expect(large).toMatchObject({ problem: { status: 413, code: "too-large" } });
  expect(await listed(dashboard)).toHaveLength(2);

  const channel = await system.connection.model?.createChannel();
  const message = await channel?.get(brokerNames(system.namespace).jobs, { noAck: true });
  expect((message || undefined)?.content.toString()).toContain('"payload":{"price":1.10}');
});

test("a thousand jobs go in one request, as NDJSON too, and their ids rise in its order", async () => {
  const system = await setup();
  const dashboard = await (await startDashboard(system)).connected();
  const lines = Array.from({ length: 1000 }, (_, at) => JSON.stringify({ type: "probe", name: `Job ${at}` }));
  const { answers } = await bulk(dashboard, `${lines.join("\n")}\n`, "application/x-ndjson");
  const ids = answers.map((answer) => ("job" in answer ? answer.job.jobId : ""));
  expect(ids.every(isJobId)).toBe(true);
  expect(ids).toEqual(ids.toSorted());
  expect((await countQueue(system.connection, brokerNames(system.namespace).jobs)).messages).toBe(1000);

  const mixed = await bulk(dashboard, '{"type":"probe"}\n{"type":\n\n{"type":"probe"}', "application/x-ndjson");
  expect(mixed.answers.map((answer) => ("job" in answer ? answer.job.status : answer.problem.code))).toEqual([
    "Submitted",
    "invalid-json",
    "Submitted",
  ]);
});

test("a bulk request is refused as a whole only for its envelope", async () => {
  const system = await setup();
  const dashboard = await (await startDashboard(system)).connected();
  const post = (body: string, headers: Record<string, string> = json) =>
    dashboard.fetch("/api/jobs/bulk", { method: "POST", headers, body });
  await expectProblem(await post("{"), 400, "invalid-json");
  await expectProblem(await post("[]"), 400, "invalid-bulk");
  await expectProblem(await post('{"jobs":[],"job":1}'), 400, "invalid-bulk");
  await expectProblem(await post(`{"jobs":[${Array(1001).fill("1").join(",")}]}`), 400, "invalid-bulk");
  await expectProblem(await post('{"jobs":[]}', { ...json, "idempotency-key": "k" }), 400, "invalid-idempotency-key");
  await expectProblem(await post("x", { "content-type": "text/csv" }), 415, "unsupported-media-type");
  await expectProblem(await post(" ".repeat(17 * 1024 * 1024)), 413, "too-large");
  expect((await bulk(dashboard, '{"jobs":[]}')).answers).toEqual([]);
  expect(await listed(dashboard)).toEqual([]);
});

test("jobs of a bulk request that cannot be listed are not sent, and their answers say so", async () => {
  const through = await proxied(process.env["AZURE_STORAGE_CONNECTION_STRING"] ?? "", "Table");
  const system = await setup();
  const env = { AZURE_STORAGE_CONNECTION_STRING: through.connectionString };
  const dashboard = await (await startDashboard(system, env)).connected();
  const { tableName } = system.storage.index;
  through.proxy.strike(
    (_method, _path, _headers, body) => body.includes(`/${tableName}`),
    { kind: "refuse", status: 403 },
    100,
  );
  const lines = Array.from({ length: 150 }, () => '{"type":"probe"}');
  const { answers } = await bulk(dashboard, lines.join("\n"), "application/x-ndjson");
  expect(new Set(answers.map((answer) => ("job" in answer ? "job" : answer.problem.code)))).toEqual(
    new Set(["storage-unavailable"]),
  );
  expect(through.proxy.struck).toBe(1);
  expect((await countQueue(system.connection, brokerNames(system.namespace).jobs)).messages).toBe(0);
});

async function submitKeyed(
  dashboard: Dashboard,
  key: string,
  request: object,
): Promise<{ status: number; answer: SubmitResponse }> {
  const response = await dashboard.post(JSON.stringify(request), { ...json, "idempotency-key": key });
  return { status: response.status, answer: submitResponseSchema.parse(await response.json()) };
}

async function bulk(dashboard: Dashboard, body: string, contentType = "application/json"): Promise<BulkResponse> {
  const response = await dashboard.fetch("/api/jobs/bulk", {
    method: "POST",
    headers: { "content-type": contentType },
    body,
  });
  expect(response.status).toBe(200);
  return bulkResponseSchema.parse(await response.json());
}

async function listed(dashboard: Dashboard): Promise<string[]> {
  const response = await dashboard.fetch("/api/jobs/search");
  return jobListSchema.parse(await response.json()).jobs.map((job) => job.jobId);
}
