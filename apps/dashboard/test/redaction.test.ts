import { apiRoutes, type CommandAnswer, type JobDetail, jobDetailSchema, type Permission } from "@baton/contracts";
import { eventually, setup, type TestSystem } from "@baton/testing";
import { expect, test } from "vitest";
import { accountOf, asked, keyOf, startWithAccounts } from "./accounts.ts";
import { type Dashboard, expectProblem, startDashboard } from "./dashboard.ts";
import { EventStream } from "./event-stream.ts";

const secret = "canary-4711";
const fields = { REDACT_FIELDS: "card.number, Password" };
const payload = { card: { number: secret, owner: "Ada" }, login: [{ password: secret }], amount: 5 };
const shown = {
  card: { number: "[redacted]", owner: "Ada" },
  login: [{ password: "[redacted]" }],
  amount: 5,
};

test("the values of redacted fields are in no answer, page, stream, export or log, and in the record all the same", async () => {
  const system = await setup();
  const worker = await system.startWorker("worker-1", fields);
  const dashboard = await (await startDashboard(system, fields)).connected();
  const stream = await EventStream.open(`${dashboard.url}/api/events`);
  const done = await ended(system, dashboard, { type: "tell-all", name: "nightly", payload });
  const dead = await ended(system, dashboard, { type: "tell-all", payload: { ...payload, fail: true } });
  await dashboard.order("schedules", {
    scheduleId: "nightly",
    cron: "0 3 * * *",
    job: { type: "tell-all", name: "nightly", payload },
  });

  const { job, events } = await detailOf(dashboard, done);
  expect(job).toMatchObject({ payload: shown, result: { ...shown, fail: false } });
  expect(events.find(({ step }) => step === "tell")?.data).toMatchObject(shown);
  const addresses = [
    `/api/jobs/${done}`,
    `/api/jobs/${dead}`,
    "/api/jobs",
    "/api/jobs/search?payloads=true&text=ada",
    "/api/jobs/export?format=ndjson",
    "/api/jobs/export?format=csv",
    "/api/dead-letters",
    "/api/dead-letters/groups",
    "/api/locks/default/history",
    "/api/overview",
    "/api/schedules",
    "/api/health/details",
    `/jobs/${done}`,
    `/jobs/${dead}`,
    "/jobs",
    "/",
    "/dead-letters",
    `/submit?from=${done}`,
  ];
  for (const address of addresses) {
    const response = await dashboard.fetch(address);
    expect(response.status, address).toBe(200);
    expect(await response.text(), address).not.toContain(secret);
  }
  const page = await (await dashboard.fetch(`/jobs/${done}`)).text();
  expect(page).toContain("there is a value, which is not shown here");
  await eventually("the end of both to be told live", () => stream.of("job-event").length >= events.length);
  stream.leave();
  expect(stream.messages.map(({ data }) => data).join("\n")).not.toContain(secret);
  expect(stream.messages.map(({ data }) => data).join("\n")).toContain("[redacted]");

  expect(worker.log).toContain("[redacted]");
  expect(worker.log + dashboard.app.log).not.toContain(secret);

  const stored = await system.reader.findJob(done);
  expect(stored?.job).toMatchObject({ payload, result: payload });
  const record = await (await dashboard.fetch(`/api/jobs/${done}/record`)).text();
  expect(record).toContain(secret);
  expect((await system.verification()).breaks).toEqual([]);
});

test("a search finds no job by a value that is not shown", async () => {
  const system = await setup();
  const dashboard = await (await startDashboard(system, fields)).connected();
  const { jobId } = (await (await dashboard.submit({ type: "probe", payload })).json()) as { jobId: string };
  const found = async (text: string) => {
    const list = (await (await dashboard.fetch(`/api/jobs/search?payloads=true&text=${text}`)).json()) as {
      jobs: { jobId: string }[];
    };
    return list.jobs.map((job) => job.jobId);
  };
  await system.startWorker("worker-1", fields);
  await system.until("to be taken in", jobId, ({ job }) => job.status !== "Submitted");
  await eventually("it to be found by what is shown", async () => (await found("ada")).includes(jobId));
  expect(await found(secret)).toEqual([]);
  expect(await found("canary")).toEqual([]);
});

test("what is shown in place of a value is not taken for one, and a replay as it was has the value itself", async () => {
  const system = await setup();
  await system.startWorker("worker-1", fields);
  const dashboard = await (await startDashboard(system, fields)).connected();
  const first = await ended(system, dashboard, { type: "tell-all", payload: { ...payload, fail: true } });
  const copied = { type: "tell-all", payload: shown };
  const errors = [
    { path: "payload.card.number", message: expect.stringContaining("expected the value itself") },
    { path: "payload.login.password", message: expect.stringContaining("expected the value itself") },
  ];
  expect(await expectProblem(await dashboard.submit(copied), 400, "invalid-job")).toMatchObject({ errors });
  const bulk = (await (await dashboard.order("jobs/bulk", { jobs: [copied] })).json()) as { answers: object[] };
  expect(bulk.answers).toMatchObject([{ problem: { code: "invalid-job", errors } }]);
  const replay = await dashboard.order(`jobs/${first}/replay`, { payload: shown });
  expect(await expectProblem(replay, 400, "invalid-command")).toMatchObject({ errors });
  const many = await dashboard.order("jobs/actions", { action: "replay", ids: [first], payload: shown });
  expect(((await many.json()) as { answers: object[] }).answers).toMatchObject([{ problem: { errors } }]);
  const schedule = { scheduleId: "nightly", cron: "0 3 * * *", job: copied };
  const refused = await expectProblem(await dashboard.order("schedules", schedule), 400, "invalid-schedule");
  expect(refused.errors?.map(({ path }) => path)).toEqual(["job.payload.card.number", "job.payload.login.password"]);
  // The word alone is a text like any other.
  expect((await dashboard.submit({ type: "tell-all", payload: { note: "[redacted]" } })).status).toBe(202);

  const replayed = await dashboard.order(`jobs/${first}/replay`);
  const { newJobId = "" } = (await replayed.json()) as CommandAnswer;
  await system.ended(newJobId);
  expect((await system.reader.findJob(newJobId))?.job.payload).toEqual({ ...payload, fail: true });
});

test("where fields are redacted, what is stored byte for byte is for admins", async () => {
  const system = await setup();
  await system.startWorker("worker-1", fields);
  const { dashboard, admin } = await startWithAccounts(system, fields);
  const operator = await accountOf(dashboard, admin, "olaf", "operator");
  const everything: Permission[] = ["read", "submit", "operate"];
  const { apiKey } = await keyOf(dashboard, admin, everything);
  const jobId = await system.submit({ type: "tell-all", payload });
  await system.ended(jobId);
  const paths = ["/api/audit/evidence", "/api/audit/evidence", "/api/jobs/{jobId}/record"];
  expect(apiRoutes.filter(({ isEvidence }) => isEvidence).map(({ path }) => path)).toEqual(paths);
  for (const path of [`/api/audit/evidence?job=${jobId}`, `/api/jobs/${jobId}/record`]) {
    for (const token of [operator.accessToken, apiKey])
      expect((await expectProblem(await asked(dashboard, token, "GET", path), 403, "forbidden")).detail).toBe(
        "Fields are redacted here, and this tells them as they are stored: for admins.",
      );
    expect((await asked(dashboard, admin.accessToken, "GET", path)).status).toBe(200);
  }
});

async function ended(system: TestSystem, dashboard: Dashboard, request: object): Promise<string> {
  const { jobId } = (await (await dashboard.submit(request)).json()) as { jobId: string };
  await system.ended(jobId);
  return jobId;
}

async function detailOf(dashboard: Dashboard, jobId: string): Promise<JobDetail> {
  return jobDetailSchema.parse(await (await dashboard.fetch(`/api/jobs/${jobId}`)).json());
}
