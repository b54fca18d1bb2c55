import {
  type JobList,
  jobActionsResponseSchema,
  jobIdTime,
  jobListSchema,
  jobSummarySchema,
  newJobId,
  submitResponseSchema,
} from "@baton/contracts";
import { type IndexedJob, JobIndex, keyId } from "@baton/store";
import { eventually, ownStorage, setup, type TestSystem } from "@baton/testing";
import { expect, test } from "vitest";
import { type Dashboard, expectProblem, startDashboard } from "./dashboard.ts";

const probe = { type: "probe", payload: { steps: 1 } };

test("jobs are searched by what is known of them, page by page, and each page says how far back it has looked", async () => {
  const { system, dashboard } = await started();
  const jobs = [
    listedJob({ name: "Nightly one", submittedBy: "ann", correlationId: "night" }),
    listedJob({ name: "Nightly two", lockKey: "a b", submittedBy: "ann" }),
    listedJob({ name: "Other", tenantId: "acme", status: "Running" }),
  ];
  await new JobIndex(system.storage).raise(jobs);
  const names = async (query: string) => (await search(dashboard, query)).jobs.map(({ name }) => name);
  expect(await names("")).toEqual(["Other", "Nightly two", "Nightly one"]);
  expect(await names("text=NIGHTLY&submitter=ann&status=Completed,Running")).toEqual(["Nightly two", "Nightly one"]);
  expect(await names("key=a%20b&tenant=default&type=probe&from=1h")).toEqual(["Nightly two"]);
  expect(await names(`text=${jobs[2]?.jobId}&correlationId=`)).toEqual(["Other"]);
  expect(await names("correlationId=night&status=Running")).toEqual([]);
  expect(await names(`to=${new Date(Date.now() - 3_600_000).toISOString()}`)).toEqual([]);

  const first = await search(dashboard, "limit=2");
  expect(first.jobs).toHaveLength(2);
  expect(first.lookedBackTo).toBe(jobIdTime(jobs[1]?.jobId ?? "").toISOString());
  expect(await search(dashboard, `limit=2&cursor=${first.cursor}`)).toEqual({
    jobs: [expect.objectContaining({ jobId: jobs[0]?.jobId })],
  });
});

test("what was submitted by whoever asks is mine: found, exported and acted on as such", async () => {
  const { system, dashboard } = await started();
  await system.startWorker("worker-1");
  const submitted = await dashboard.submit({ ...probe, name: "Mine", delayMs: 3_600_000 });
  const { jobId: mine } = submitResponseSchema.parse(await submitted.json());
  await dashboard.submit({ ...probe, name: "Ann's", delayMs: 3_600_000, submittedBy: "ann" });
  const listed = async (query: string) => (await search(dashboard, query)).jobs;
  const all = await eventually("both", async () => {
    const jobs = await listed("");
    return jobs.length === 2 && jobs;
  });
  expect(all.map(({ submittedBy }) => submittedBy)).toEqual(["ann", "local"]);
  expect((await listed("mine=1")).map(({ name }) => name)).toEqual(["Mine"]);
  const exported = await dashboard.fetch("/api/jobs/export?format=ndjson&mine=true");
  expect((await exported.text()).trim().split("\n")).toHaveLength(1);
  const response = await dashboard.order("jobs/actions", { action: "cancel", filter: { mine: true }, reason: "no" });
  const { answers } = jobActionsResponseSchema.parse(await response.json());
  expect(answers).toMatchObject([{ jobId: mine }]);
  expect((await system.ended(mine)).job.status).toBe("Cancelled");
});

test("searches, exports and actions on a filter that make no sense are refused as a whole", async () => {
  const { dashboard } = await started();
  const nonsense = ["colour=red", "status=Done", "from=yesterday", "limit=0", "limit=501", "cursor=x", "payloads=2"];
  nonsense.push("mine=1&submitter=ann");
  for (const query of nonsense)
    await expectProblem(await dashboard.fetch(`/api/jobs/search?${query}`), 400, "invalid-query");
  const exports = ["", "format=xlsx", "format=csv&limit=3", "format=csv&status=Done"];
  for (const query of exports)
    await expectProblem(await dashboard.fetch(`/api/jobs/export?${query}`), 400, "invalid-query");
  const actions = [
    { action: "cancel", filter: {}, reason: "x" },
    { action: "cancel", filter: { text: "x" } },
    { action: "priority", filter: { text: "x" }, priority: 10 },
    { action: "replay", filter: { status: [] } },
    { action: "replay", filter: { from: "soon" } },
    { action: "replay", filter: { from: "1h" }, cursor: "z" },
    { action: "cancel", filter: { mine: false }, reason: "x" },
    { action: "cancel", filter: { mine: true, submittedBy: "ann" }, reason: "x" },
  ];
  for (const action of actions)
    await expectProblem(await dashboard.order("jobs/actions", action), 400, "invalid-command");
});

test("an action is for all that match a filter: those for which it makes sense, and no others", async () => {
  const { system, dashboard } = await started();
  await system.startWorker("worker-1");
  const completed = await submitted(system, { ...probe, name: "Batch done", lockKey: "done" });
  await system.ended(completed);
  await dashboard.order("locks/batch/pause", { reason: "hold it" });
  const waiting: string[] = [];
  for (let at = 0; at < 3; at += 1)
    waiting.push(await submitted(system, { ...probe, name: `Batch ${at}`, lockKey: "batch" }));
  const other = await submitted(system, { ...probe, name: "Not of it", lockKey: "batch" });
  await listedAs(dashboard, 4, "status=Waiting");

  const urgent = await act(dashboard, { action: "priority", priority: 7, filter: { text: "batch" } });
  expect(urgent.answers.map(({ jobId }) => jobId)).toEqual(waiting);
  const cancels = await act(dashboard, {
    action: "cancel",
    filter: { text: "batch", from: "1h" },
    reason: "not needed",
  });
  expect(cancels.answers.map((answer) => [answer.jobId, "commandId" in answer])).toEqual(
    waiting.map((id) => [id, true]),
  );
  for (const jobId of waiting) {
    const { events } = await system.ended(jobId);
    expect(events.at(-1)?.message).toBe("Cancelled by local: not needed");
    expect(events.map(({ status }) => status)).toContain("PriorityChanged");
  }
  expect((await system.until("it still waits", other, ({ job }) => job.status === "Waiting")).job.status).toBe(
    "Waiting",
  );

  await listedAs(dashboard, 3, "status=Cancelled");
  const none = await act(dashboard, { action: "replay", filter: { text: "batch", from: "1h" } });
  expect(none.answers).toEqual([]);
  const replays = await act(dashboard, { action: "replay", filter: { text: "batch", status: ["Completed"] } });
  expect(replays.answers.map(({ jobId }) => jobId)).toEqual([completed]);
  const discards = { action: "discard", filter: { status: ["Waiting"] }, reason: "x" };
  expect((await act(dashboard, discards)).answers).toEqual([]);
  await system.ledger("batch");
});

test("what matches is exported as CSV, in which no text is a formula, and as NDJSON", async () => {
  const { system, dashboard } = await started();
  const formula = '=HYPERLINK("http://example.org"), "ä"';
  await new JobIndex(system.storage).raise([
    listedJob({ name: formula, submittedBy: "+1", correlationId: "@x" }),
    listedJob({ name: "plain", type: "other" }),
  ]);

  const csv = await dashboard.fetch("/api/jobs/export?format=csv&type=probe");
  expect(csv.headers.get("content-type")).toBe("text/csv; charset=utf-8");
  expect(csv.headers.get("content-disposition")).toMatch(/^attachment; filename="baton-jobs-[\dTZ-]+\.csv"$/);
  const bytes = Buffer.from(await csv.arrayBuffer());
  expect([...bytes.subarray(0, 3)]).toEqual([0xef, 0xbb, 0xbf]);
  const [header, row, end] = bytes.toString("utf8").slice(1).split("\r\n");
  expect(header).toMatch(/^jobId,status,type,name,tenantId,lockKey,/);
  expect(row).toContain(`,"'=HYPERLINK(""http://example.org""), ""ä""",`);
  expect(row).toContain(",'+1,'@x,");
  expect(end).toBe("");

  const lines = await dashboard.fetch("/api/jobs/export?format=ndjson");
  expect(lines.headers.get("content-type")).toBe("application/x-ndjson");
  const exported = (await lines.text()).trimEnd().split("\n");
  expect(exported.map((line) => jobSummarySchema.parse(JSON.parse(line)).name)).toEqual(["plain", formula]);
});

test("an export goes on from page to page, and while storage is away it is refused", async () => {
  const storage = await ownStorage();
  const system = await setup({ connectionString: storage.address });
  const dashboard = await (await startDashboard(system)).connected();
  const jobs = Array.from({ length: 700 }, (_, at) => JSON.stringify({ ...probe, name: `Job ${at}` })).join("\n");
  const bulk = { method: "POST", headers: { "content-type": "application/x-ndjson" }, body: jobs };
  expect((await dashboard.fetch("/api/jobs/bulk", bulk)).status).toBe(200);
  const text = await (await dashboard.fetch("/api/jobs/export?format=ndjson")).text();
  const names = text
    .trimEnd()
    .split("\n")
    .map((line) => (JSON.parse(line) as { name: string }).name);
  expect(new Set(names).size).toBe(700);

  await storage.stop();
  await expectProblem(await dashboard.fetch("/api/jobs/export?format=csv"), 503, "storage-unavailable");
  await expectProblem(await dashboard.fetch("/api/jobs/search?text=x"), 503, "storage-unavailable");
  await storage.start();
});

test("the page of all jobs is readable without JavaScript, also when it is filtered", async () => {
  const { system, dashboard } = await started();
  const job = listedJob({ name: "Nightly <settlement>" });
  await new JobIndex(system.storage).raise([job, listedJob({ name: "Another" })]);
  const page = async (query: string) => withoutScripts(await (await dashboard.fetch(`/jobs${query}`)).text());
  expect(await page("")).toContain("Another");
  const filtered = await page("?text=nightly");
  expect(filtered).toContain("Nightly &lt;settlement&gt;");
  expect(filtered).toContain(`href="/jobs/${job.jobId}"`);
  expect(filtered).not.toContain("Another");
});

async function started() {
  const system = await setup();
  const dashboard = await (await startDashboard(system)).connected();
  return { system, dashboard };
}

function listedJob(more: Partial<IndexedJob>): IndexedJob {
  const { lockKey = "default", tenantId = "default" } = more;
  return {
    jobId: newJobId(),
    tenantId,
    lockKey,
    keyId: keyId(tenantId, lockKey),
    type: "probe",
    name: "probe",
    priority: 0,
    createdAt: new Date().toISOString(),
    seq: 9,
    status: "Completed",
    message: "Job finished successfully",
    attempts: 1,
    ...more,
  };
}

function submitted(system: TestSystem, job: object): Promise<string> {
  return system.submit(job as Parameters<TestSystem["submit"]>[0]);
}

async function listedAs(dashboard: Dashboard, count: number, query: string): Promise<void> {
  await eventually(`${count} jobs to be listed`, async () => (await search(dashboard, query)).jobs.length === count);
}

async function search(dashboard: Dashboard, query: string): Promise<JobList> {
  return jobListSchema.parse(await (await dashboard.fetch(`/api/jobs/search?${query}`)).json());
}

async function act(dashboard: Dashboard, body: object) {
  const response = await dashboard.order("jobs/actions", body);
  expect(response.status).toBe(202);
  return jobActionsResponseSchema.parse(await response.json());
}

function withoutScripts(html: string): string {
  return html.replaceAll(/<script\b.*?<\/script>/gs, "");
}
