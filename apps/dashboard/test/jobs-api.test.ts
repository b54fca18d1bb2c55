import {
  isJobId,
  type JobDetail,
  jobDetailSchema,
  jobEventsResponseSchema,
  jobListSchema,
  newJobId,
  submitResponseSchema,
} from "@baton/contracts";
import { eventually, setup } from "@baton/testing";
import { expect, test } from "vitest";
import { type Dashboard, expectProblem, startDashboard } from "./dashboard.ts";

test("a submitted job is findable at once, and its whole trail when it has run", async () => {
  const system = await setup();
  const dashboard = await (await startDashboard(system)).connected();

  const response = await dashboard.submit({ type: "probe", name: "Nightly", payload: { steps: 3 } });
  expect(response.status).toBe(202);
  const { jobId, status } = submitResponseSchema.parse(await response.json());
  expect(status).toBe("Submitted");
  const location = response.headers.get("location") ?? "";
  expect(location).toBe(`/api/jobs/${jobId}`);
  expect((await readJob(dashboard, jobId)).job).toMatchObject({ jobId, name: "Nightly", status: "Submitted" });
  expect(await listed(dashboard)).toEqual([jobId]);

  await system.startWorker("worker-1");
  await system.ended(jobId);
  const { job, events } = await readJob(dashboard, jobId);
  expect(job).toMatchObject({ status: "Completed", result: { steps: 3 }, payload: { steps: 3 } });
  expect(events.map((event) => event.status)).toEqual(["Queued", "Started", "Step", "Step", "Step", "Completed"]);
});

test("GET /api/jobs is an array of the newest events, newest first", async () => {
  const system = await setup();
  await system.startWorker("worker-1");
  const dashboard = await (await startDashboard(system)).connected();
  const jobId = await system.submit({ type: "probe", payload: { steps: 2 } });
  await system.ended(jobId);

  const events = await eventually("the end to be in the list", async () => {
    const read = jobEventsResponseSchema.parse(await (await dashboard.fetch("/api/jobs")).json());
    return read.some(({ status }) => status === "Completed") && read;
  });
  const times = events.map(({ occurredAt }) => occurredAt);
  expect(times).toEqual(times.toSorted().toReversed());
  expect(events.filter((event) => event.jobId === jobId).map(({ status }) => status)).toContain("Started");
});

test("mine=1 lists the events of the jobs that whoever asks has submitted, and no others", async () => {
  const system = await setup();
  await system.startWorker("worker-1");
  const dashboard = await (await startDashboard(system)).connected();
  const submit = async (request: object) => submitResponseSchema.parse(await (await dashboard.submit(request)).json());
  const mine = await submit({ type: "probe", payload: { steps: 2 } });
  const inAcme = await submit({ type: "probe", tenantId: "acme", payload: { steps: 1 } });
  const other = await submit({ type: "probe", submittedBy: "somebody else", payload: { steps: 2 } });
  for (const { jobId } of [mine, inAcme, other]) await system.ended(jobId);

  const listed = await eventually("the ends of mine to be in the list", async () => {
    const read = jobEventsResponseSchema.parse(await (await dashboard.fetch("/api/jobs?mine=1")).json());
    return read.filter(({ status }) => status === "Completed").length === 2 && read;
  });
  expect(new Set(listed.map(({ jobId }) => jobId))).toEqual(new Set([mine.jobId, inAcme.jobId]));
  const ofMine = listed.filter(({ jobId }) => jobId === mine.jobId).map(({ status }) => status);
  expect(ofMine.toReversed()).toEqual(["Queued", "Started", "Step", "Step", "Completed"]);
  const times = listed.map(({ occurredAt }) => occurredAt);
  expect(times).toEqual(times.toSorted().toReversed());
  await expectProblem(await dashboard.fetch("/api/jobs?mine=perhaps"), 400, "invalid-query");
});

test("numbers that JavaScript would change go through the API unchanged", async () => {
  const system = await setup();
  await system.startWorker("worker-1");
  const dashboard = await (await startDashboard(system)).connected();

  // No worker knows the type, so the payload that is shown is the one that was received.
  const response = await dashboard.post(
    '{"type":"unheard-of","priority":5.0,"payload":{"id":9007199254740993,"price":1.10}}',
  );
  expect(response.status).toBe(202);
  const { jobId } = submitResponseSchema.parse(await response.json());

  const text = await eventually("the payload to be shown", async () => {
    const read = await (await dashboard.fetch(`/api/jobs/${jobId}`)).text();
    return read.includes('"price"') && read;
  });
  expect(text).toContain('"payload":{"id":9007199254740993,"price":1.10}');
  expect(jobDetailSchema.parse(JSON.parse(text)).job).toMatchObject({
    priority: 5,
    waiting: { kind: "unknown-type", type: "unheard-of" },
  });
});

test("a submitter's own id stands for one job", async () => {
  const system = await setup();
  const dashboard = await (await startDashboard(system)).connected();
  const request = { type: "probe", jobId: "order-7" };

  const first = submitResponseSchema.parse(await (await dashboard.submit(request)).json());
  const again = submitResponseSchema.parse(await (await dashboard.submit(request)).json());
  expect(isJobId(first.jobId)).toBe(true);
  expect(again.jobId).toBe(first.jobId);
  expect(await listed(dashboard)).toEqual([first.jobId]);
  await expectProblem(await dashboard.submit({ ...request, name: "Another" }), 409, "job-id-taken");

  const uuid4 = "9b2f6c1e-3d4a-4f5b-8c6d-7e8f9a0b1c2d";
  const { jobId } = submitResponseSchema.parse(await (await dashboard.submit({ type: "probe", jobId: uuid4 })).json());
  expect((await readJob(dashboard, uuid4)).job.jobId).toBe(jobId);
});

test("requests that cannot be served are refused with a problem document that says why", async () => {
  const system = await setup();
  const dashboard = await (await startDashboard(system)).connected();
  const json = { "content-type": "application/json" };

  await expectProblem(await dashboard.post("{"), 400, "invalid-json");
  await expectProblem(await dashboard.post("[".repeat(200_000)), 400, "invalid-json");
  await expectProblem(await dashboard.post(new Uint8Array([0x22, 0xff, 0x22])), 400, "invalid-json");
  await expectProblem(await dashboard.post("[]"), 400, "invalid-job");
  const misspelt = await expectProblem(await dashboard.submit({ type: "probe", lockkey: "x" }), 400, "invalid-job");
  expect(misspelt.errors?.[0]?.message).toContain("lockkey");
  const tooHigh = await expectProblem(await dashboard.submit({ type: "probe", priority: 10 }), 400, "invalid-job");
  expect(tooHigh.errors?.[0]?.path).toBe("priority");

  await expectProblem(
    await dashboard.post("type=probe", { "content-type": "application/x-www-form-urlencoded" }),
    415,
    "unsupported-media-type",
  );
  await expectProblem(await dashboard.submit({ type: "probe", payload: "x".repeat(1024 * 1024) }), 413, "too-large");
  await expectProblem(
    await dashboard.submit({ type: "probe", payload: "x".repeat(5 * 1024 * 1024) }),
    413,
    "too-large",
  );
  const unannounced = new Blob(["x".repeat(3 * 1024 * 1024)]).stream();
  const streamed = await dashboard.fetch("/api/jobs", {
    method: "POST",
    headers: json,
    body: unannounced,
    duplex: "half",
  } as RequestInit);
  await expectProblem(streamed, 413, "too-large");

  await expectProblem(await dashboard.fetch("/api/jobs/42"), 400, "invalid-job-id");
  await expectProblem(await dashboard.fetch(`/api/jobs/${newJobId()}`), 404, "unknown-job");
  await expectProblem(await dashboard.fetch("/api/nowhere/at/all"), 404, "unknown-address");
  expect(await listed(dashboard)).toEqual([]);
});

test("a payload of 1 MiB is taken", async () => {
  const system = await setup();
  const dashboard = await (await startDashboard(system)).connected();
  const response = await dashboard.submit({ type: "probe", payload: "é".repeat(512 * 1024 - 1) });
  expect(response.status).toBe(202);
});

async function readJob(dashboard: Dashboard, jobId: string): Promise<JobDetail> {
  const response = await dashboard.fetch(`/api/jobs/${jobId}`);
  expect(response.status).toBe(200);
  return jobDetailSchema.parse(await response.json());
}

async function listed(dashboard: Dashboard): Promise<string[]> {
  const response = await dashboard.fetch("/api/jobs/search");
  return jobListSchema.parse(await response.json()).jobs.map((job) => job.jobId);
}
