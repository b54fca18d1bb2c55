import {
  cronTimesSchema,
  jobIdTime,
  type ListedSchedule,
  type Schedule,
  scheduleDetailSchema,
  scheduleListSchema,
  scheduleSchema,
  submitResponseSchema,
} from "@baton/contracts";
import { eventually, setup } from "@baton/testing";
import { expect, test } from "vitest";
import { type Dashboard, expectProblem, startDashboard } from "./dashboard.ts";

const nightly = { scheduleId: "nightly", cron: "30 2 * * *", timeZone: "Europe/Berlin", job: { type: "probe" } };

test("a schedule is made, listed, read with its next times, replaced, paused, resumed and deleted", async () => {
  const dashboard = await connectedDashboard();
  const response = await send(dashboard, "POST", "/api/schedules", nightly);
  expect(response.status).toBe(201);
  expect(response.headers.get("location")).toBe("/api/schedules/nightly");
  const created = scheduleSchema.parse(await response.json());
  expect(created).toMatchObject({ ...nightly, tenantId: "default", overlap: "queue", paused: false, revision: 1 });

  const acme = await send(dashboard, "POST", "/api/schedules", { ...nightly, tenantId: "acme" });
  expect(acme.headers.get("location")).toBe("/api/schedules/nightly?tenantId=acme");
  expect((await listed(dashboard)).map(({ tenantId }) => tenantId).toSorted()).toEqual(["acme", "default"]);
  expect(await listed(dashboard, "?tenantId=acme")).toHaveLength(1);

  const detail = scheduleDetailSchema.parse(await (await dashboard.fetch("/api/schedules/nightly")).json());
  expect(detail.nextTimes).toHaveLength(5);
  expect(detail.nextTimes[0]).toBe(created.nextAt);

  const replaced = await send(dashboard, "PUT", "/api/schedules/nightly", { ...nightly, cron: "0 3 * * *" });
  expect(replaced.headers.get("etag")).toBe('"2"');
  expect(await replaced.json()).toMatchObject({ cron: "0 3 * * *", createdAt: created.createdAt, revision: 2 });

  const paused = await change(dashboard, "pause");
  expect(paused).toMatchObject({ paused: true });
  expect(paused).not.toHaveProperty("nextAt");
  expect(await change(dashboard, "resume")).toMatchObject({ paused: false, nextAt: expect.any(String) });

  expect((await dashboard.fetch("/api/schedules/nightly", { method: "DELETE" })).status).toBe(204);
  await expectProblem(await dashboard.fetch("/api/schedules/nightly"), 404, "unknown-schedule");
  expect(await listed(dashboard)).toMatchObject([{ tenantId: "acme" }]);
});

test("a list tells each pattern in words, and its next times, also of one that is paused", async () => {
  const dashboard = await connectedDashboard();
  await send(dashboard, "POST", "/api/schedules", { ...nightly, cron: "0 8 * * 1-5", paused: true });
  const [weekdays] = await listed(dashboard);
  expect(weekdays).toMatchObject({ words: "At 08:00, Monday through Friday", paused: true, recentRuns: [] });
  expect(weekdays?.nextTimes).toHaveLength(5);
  expect(weekdays).not.toHaveProperty("nextAt");
});

test("a change that was made on an older state than is there is refused", async () => {
  const dashboard = await connectedDashboard();
  const etag = (await send(dashboard, "POST", "/api/schedules", nightly)).headers.get("etag") ?? "";
  const replace = (ifMatch: string) =>
    send(dashboard, "PUT", "/api/schedules/nightly", nightly, { "If-Match": ifMatch });
  expect((await replace(etag)).status).toBe(200);
  await expectProblem(await replace(etag), 412, "schedule-changed");
  expect((await replace("*")).status).toBe(200);
  await expectProblem(await replace("three"), 400, "invalid-revision");
});

test("what is no schedule is refused by the field's name, with what was expected", async () => {
  const dashboard = await connectedDashboard();
  const problemOf = async (request: object) => {
    const response = await send(dashboard, "POST", "/api/schedules", { ...nightly, ...request });
    return (await expectProblem(response, 400, "invalid-schedule")).errors?.[0];
  };
  expect(await problemOf({ cron: "99 * * * *" })).toMatchObject({
    path: "cron",
    message: expect.stringContaining("Invalid value for minute: 99"),
  });
  expect(await problemOf({ timeZone: "Nowhere" })).toMatchObject({ path: "timeZone" });
  expect(await problemOf({ job: {} })).toMatchObject({ path: "job.type" });
  expect(await problemOf({ timezone: "UTC" })).toMatchObject({ message: expect.stringContaining("timezone") });

  await send(dashboard, "POST", "/api/schedules", nightly);
  await expectProblem(await send(dashboard, "POST", "/api/schedules", nightly), 409, "schedule-exists");
  for (const [method, path] of [
    ["POST", "pause"],
    ["POST", "resume"],
    ["POST", "run"],
  ] as const)
    await expectProblem(await send(dashboard, method, `/api/schedules/other/${path}`), 404, "unknown-schedule");
  await expectProblem(await send(dashboard, "PUT", "/api/schedules/other", nightly), 404, "unknown-schedule");
  await expectProblem(await dashboard.fetch("/api/schedules/other", { method: "DELETE" }), 404, "unknown-schedule");
});

test("numbers that JavaScript would change go through a schedule unchanged", async () => {
  const dashboard = await connectedDashboard();
  const job = '{"type":"unheard-of","priority":5.0,"payload":{"id":9007199254740993,"price":1.10}}';
  const body = `{"scheduleId":"exact","cron":"0 0 1 1 *","job":${job}}`;
  const headers = { "content-type": "application/json" };
  expect((await dashboard.fetch("/api/schedules", { method: "POST", headers, body })).status).toBe(201);
  const exact = '"payload":{"id":9007199254740993,"price":1.10}';
  expect(await (await dashboard.fetch("/api/schedules/exact")).text()).toContain(exact);
});

test("a run now is one job a request, beside the schedule's times, and the schedule tells how it ended", async () => {
  const system = await setup();
  const dashboard = await (await startDashboard(system)).connected();
  const { nextAt } = scheduleSchema.parse(await (await send(dashboard, "POST", "/api/schedules", nightly)).json());
  const run = async (key?: string) => {
    const response = await sendRun(dashboard, key);
    expect(response.status).toBe(202);
    return submitResponseSchema.parse(await response.json()).jobId;
  };
  const first = await run("request-1");
  const other = await run();
  expect(other).not.toBe(first);
  const repeated = await sendRun(dashboard, "request-1");
  expect(repeated.status).toBe(200);
  expect(await repeated.json()).toEqual({ jobId: first, status: "Submitted", duplicateOf: first });
  expect(Date.now() - jobIdTime(other).getTime()).toBeLessThan(60_000);

  await system.startWorker("worker-1");
  const { job } = await system.ended(other);
  expect(job).toMatchObject({ status: "Completed", submittedBy: "schedule:nightly" });
  expect((await system.ended(first)).job.attempts).toBe(1);
  const detail = scheduleDetailSchema.parse(await (await dashboard.fetch("/api/schedules/nightly")).json());
  expect(detail).toMatchObject({ lastJobId: other, nextAt, revision: 1 });
  expect(detail.recentRuns.map(({ jobId }) => jobId)).toEqual([other, first]);
  await eventually("the outcome to be told", async () => {
    const read = await (await dashboard.fetch("/api/schedules/nightly")).json();
    return scheduleDetailSchema.parse(read).lastOutcome?.status === "Completed";
  });
  await eventually("the list to tell how both runs ended", async () => {
    const runs = (await listed(dashboard))[0]?.recentRuns ?? [];
    return runs.length === 2 && runs.every(({ status }) => status === "Completed");
  });
});

test("a run now that is asked for again after its schedule's job has changed is refused", async () => {
  const dashboard = await connectedDashboard();
  await send(dashboard, "POST", "/api/schedules", nightly);
  await sendRun(dashboard, "request-1");
  await send(dashboard, "PUT", "/api/schedules/nightly", { ...nightly, job: { type: "probe", priority: 5 } });
  await expectProblem(await sendRun(dashboard, "request-1"), 409, "idempotency-key-taken");
  await expectProblem(await sendRun(dashboard, "k".repeat(201)), 400, "invalid-idempotency-key");
});

test("a schedule that is made over REST fires at its first time, of which the leader is told", async () => {
  const system = await setup();
  await system.startWorker("worker-1");
  const dashboard = await (await startDashboard(system)).connected();
  const soon = { ...nightly, cron: "*/3 * * * * *" };
  const { nextAt } = scheduleSchema.parse(await (await send(dashboard, "POST", "/api/schedules", soon)).json());
  const first = await eventually("a job", async () => (await system.reader.newestJobs(10)).at(-1));
  expect(first.createdAt).toBe(nextAt);
  await eventually("the run to be told with its job", async () => {
    const runs = (await listed(dashboard))[0]?.recentRuns ?? [];
    return runs.some(({ at, jobId }) => at === nextAt && jobId === first.jobId);
  });
});

test("the next times of a pattern can be asked for before it is saved", async () => {
  const dashboard = await connectedDashboard();
  const response = await send(dashboard, "POST", "/api/schedules/preview", { cron: "0 0 29 2 *" });
  const { times } = cronTimesSchema.parse(await response.json());
  expect(times).toHaveLength(5);
  expect(times[0]).toMatch(/-02-29T00:00:00\.000Z$/);
  const never = await send(dashboard, "POST", "/api/schedules/preview", { cron: "0 0 30 2 *" });
  expect((await expectProblem(never, 400, "invalid-schedule")).errors?.[0]).toMatchObject({ path: "cron" });
});

async function connectedDashboard(): Promise<Dashboard> {
  return (await startDashboard(await setup())).connected();
}

function send(dashboard: Dashboard, method: string, path: string, body?: object, headers?: Record<string, string>) {
  return dashboard.fetch(path, {
    method,
    headers: { "content-type": "application/json", ...headers },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
}

function sendRun(dashboard: Dashboard, key?: string): Promise<Response> {
  return send(dashboard, "POST", "/api/schedules/nightly/run", undefined, {
    ...(key === undefined ? {} : { "Idempotency-Key": key }),
  });
}

async function change(dashboard: Dashboard, action: "pause" | "resume"): Promise<Schedule> {
  const response = await send(dashboard, "POST", `/api/schedules/nightly/${action}`);
  expect(response.status).toBe(200);
  return scheduleSchema.parse(await response.json());
}

async function listed(dashboard: Dashboard, query = ""): Promise<ListedSchedule[]> {
  return scheduleListSchema.parse(await (await dashboard.fetch(`/api/schedules${query}`)).json()).schedules;
}
