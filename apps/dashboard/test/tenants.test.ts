import { gunzipSync } from "node:zlib";
import {
  type ApiRoute,
  apiRoutes,
  commandAnswerSchema,
  jobActionsResponseSchema,
  jobListSchema,
  newJobId,
  overviewSchema,
  scheduleListSchema,
  statsSchema,
} from "@baton/contracts";
import { eventually, setup } from "@baton/testing";
import { expect, test } from "vitest";
import { accountOf, adminPassword, asked, keyOf, startWithAccounts, tokensOf } from "./accounts.ts";
import { type Dashboard, expectProblem } from "./dashboard.ts";
import { EventStream } from "./event-stream.ts";

/** In every name and payload of the other tenant's, and nowhere else. */
const secret = "hush";
const theirs = "umbrella";

test("every route answers for another tenant's things as for what there is not", async () => {
  const { dashboard, operator, named } = await twoTenants();
  const nothing: typeof named = { ...named, jobId: newJobId(), commandId: newJobId(), scheduleId: "nothing" };
  const ofOne = new Set(["jobId", "commandId", "scheduleId", "key"]);
  const walked: string[] = [];
  for (const route of apiRoutes) {
    // Streams are the next test's, and what an admin does is for no operator at all.
    if (route.path === "/api/events" || route.access === "administer" || route.path === "/api/auth/logout") continue;
    const { status, text } = await answerTo(dashboard, operator, route, named);
    const said = `${route.method} ${route.path}: ${status} ${text}`;
    expect(text, said).not.toContain(secret);
    walked.push(route.path);
    if (route.isOfAllTenants) expect(status, said).toBe(403);
    else if ([...ofOne].some((name) => route.path.includes(`{${name}}`))) {
      expect(status, said).toBe(404);
      const unknown = await answerTo(dashboard, operator, route, nothing);
      expect(codeOf(text), said).toBe(codeOf(unknown.text));
    } else if (route.method === "GET") expect(status, said).toBeLessThan(500);
  }
  expect(walked.length).toBeGreaterThan(40);
});

test("lists, counts, searches, exports and actions are of one's own tenants, whatever they are asked", async () => {
  const { system, dashboard, admin, operator, own, named } = await twoTenants();
  const get = async (path: string) => (await asked(dashboard, operator, "GET", path)).text();
  const jobIds = async (query: string) =>
    jobListSchema.parse(JSON.parse(await get(`/api/jobs/search${query}`))).jobs.map(({ jobId }) => jobId);
  expect(await jobIds("")).toEqual([own]);
  expect(await jobIds(`?tenant=${theirs}`)).toEqual([]);
  expect(await jobIds(`?text=${secret}&payloads=true`)).toEqual([]);
  expect(await get("/api/jobs")).toContain(own);
  expect(await get("/api/jobs/export?format=ndjson")).toContain(own);
  for (const path of [
    "/api/jobs",
    "/api/jobs/export?format=csv",
    `/api/jobs/export?format=ndjson&tenant=${theirs}`,
    `/api/dead-letters?tenant=${theirs}`,
    "/api/dead-letters",
    "/api/dead-letters/groups",
    `/api/locks?tenant=${theirs}`,
    `/api/schedules?tenantId=${theirs}`,
    "/api/workers/holds",
    "/api/workers",
    `/api/stats?tenantId=${theirs}`,
    "/api/audit/actions",
    "/api/overview",
  ])
    expect(await get(path), path).not.toContain(secret);
  for (const page of ["/", "/jobs", "/locks", "/workers", "/schedules", "/dead-letters"])
    expect(await get(page), page).not.toContain(secret);
  for (const page of ["/audit", "/health", "/rejected"])
    expect(await get(page), page).toContain("This is for whoever sees all tenants");
  for (const page of [`/jobs/${named.jobId}`, `/locks/${encodeURIComponent(named.key)}?tenant=${theirs}`])
    expect(
      (await get(page)).replaceAll(encodeURIComponent(named.key), "").replaceAll(named.key, ""),
      page,
    ).not.toContain(secret);
  const { schedules } = scheduleListSchema.parse(JSON.parse(await get("/api/schedules")));
  expect(schedules.map(({ tenantId }) => tenantId)).toEqual([]);
  const overview = overviewSchema.parse(JSON.parse(await get("/api/overview")));
  expect(overview).toMatchObject({ deadLettered: { count: 0 }, concerns: [] });
  const whole = await asked(dashboard, admin, "GET", "/api/overview");
  expect(overviewSchema.parse(await whole.json())).toMatchObject({ deadLettered: { count: 1 } });
  await eventually("the statistics", async () => {
    const all = await asked(dashboard, admin, "GET", "/api/stats");
    return statsSchema.parse(await all.json()).total.jobs === 2;
  });
  expect(statsSchema.parse(JSON.parse(await get("/api/stats"))).total.jobs).toBe(1);
  expect(statsSchema.parse(JSON.parse(await get(`/api/stats?tenantId=${theirs}`))).total.jobs).toBe(0);

  const act = async (body: object) =>
    jobActionsResponseSchema.parse(await (await asked(dashboard, operator, "POST", "/api/jobs/actions", body)).json());
  const byFilter = await act({ action: "replay", filter: { tenantId: theirs }, reason: "mine now" });
  expect(byFilter.answers).toEqual([]);
  const byId = await act({ action: "replay", ids: [named.jobId], reason: "mine now" });
  expect(byId.answers).toMatchObject([{ problem: { code: "unknown-job" } }]);
  const { job } = await system.ended(named.jobId);
  expect(job.replayedBy).toBeUndefined();

  const submit = (body: object) => asked(dashboard, operator, "POST", "/api/jobs", body);
  await expectProblem(await submit({ type: "probe", tenantId: theirs }), 404, "unknown-tenant");
  await expectProblem(await submit({ type: "probe" }), 404, "unknown-tenant");
  const bulk = await asked(dashboard, operator, "POST", "/api/jobs/bulk", {
    jobs: [
      { type: "probe", tenantId: theirs },
      { type: "probe", tenantId: "acme" },
    ],
  });
  const { answers } = (await bulk.json()) as { answers: object[] };
  expect(answers).toMatchObject([{ problem: { code: "unknown-tenant" } }, { job: {} }]);
  const schedule = { scheduleId: "x", tenantId: theirs, cron: "0 0 1 1 *", job: { type: "probe" } };
  await expectProblem(await asked(dashboard, operator, "POST", "/api/schedules", schedule), 404, "unknown-tenant");
});

test("live events are of one's own tenants, and a stream ends when these change", async () => {
  const { system, dashboard, admin, operator } = await twoTenants();
  const stream = await EventStream.open(`${dashboard.url}/api/events`, { authorization: `Bearer ${operator}` });
  await stream.heard("ready");
  const other = await system.submit({ type: "probe", tenantId: theirs, name: secret });
  await system.ended(other);
  const mine = await system.submit({ type: "probe", tenantId: "acme" });
  await eventually("the own job's end", () =>
    stream.of("job-event").some(({ data }) => data.includes(mine) && data.includes('"Completed"')),
  );
  expect(JSON.stringify(stream.messages)).not.toContain(other);
  await asked(dashboard, admin, "PATCH", "/api/auth/accounts/olaf", { tenants: [theirs] });
  await eventually("the stream to end", () => !stream.isOpen);
  const again = await EventStream.open(`${dashboard.url}/api/events`, { authorization: `Bearer ${operator}` });
  await again.heard("ready");
  await system.ended(await system.submit({ type: "probe", tenantId: theirs, name: secret }));
  await eventually("the other tenant's events", () => JSON.stringify(again.messages).includes(secret));
  again.leave();
});

test("an evidence pack for one's own tenant names nobody else's keys, and an API key is confined, too", async () => {
  const { dashboard, admin, operator, own } = await twoTenants();
  const pack = async (token: string, query: string) => asked(dashboard, token, "GET", `/api/audit/evidence?${query}`);
  const whole = await eventually("a checkpoint line for all", async () => {
    const text = gunzipSync(await (await pack(admin, `job=${own}`)).bytes()).toString();
    return text.includes('"kind":"checkpoint"') && text;
  });
  expect(whole).toContain(own);
  const confined = gunzipSync(await (await pack(operator, `job=${own}`)).bytes()).toString();
  expect(confined).toContain(own);
  expect(confined).not.toContain(secret);
  await expectProblem(await pack(operator, "since=2020-01-01T00:00:00Z"), 403, "not-all-tenants");

  const tokens = await tokensOf(dashboard, "admin", adminPassword);
  const key = await keyOf(dashboard, tokens, ["submit", "read"], { tenants: ["acme"] });
  const submit = (tenantId: string) => asked(dashboard, key.apiKey, "POST", "/api/jobs", { type: "probe", tenantId });
  await expectProblem(await submit(theirs), 404, "unknown-tenant");
  expect((await submit("acme")).status).toBe(202);
});

test("an admin sees all tenants, and whoever becomes one, too", async () => {
  const { dashboard, admin } = await twoTenants();
  const change = (body: object) => asked(dashboard, admin, "PATCH", "/api/auth/accounts/olaf", body);
  await expectProblem(await change({ role: "admin", tenants: ["acme"] }), 400, "invalid-account");
  expect(await (await change({ role: "admin" })).json()).toMatchObject({ role: "admin", tenants: "all" });
  await expectProblem(await change({ tenants: ["acme"] }), 400, "invalid-account");
  await expectProblem(await change({ role: "viewer", tenants: [] }), 400, "invalid-account");
  const invite = await asked(dashboard, admin, "POST", "/api/auth/invites", { role: "admin", tenants: ["acme"] });
  await expectProblem(invite, 400, "invalid-account");
});

/** A job and what belongs to it in each of two tenants, and an operator of one of them. */
async function twoTenants() {
  const system = await setup();
  await system.startWorker("worker-1", { CHECKPOINT_SECONDS: "1" });
  const { dashboard, admin: tokens } = await startWithAccounts(system);
  const admin = tokens.accessToken;
  const { accessToken: operator } = await accountOf(dashboard, tokens, "olaf", "operator", ["acme"]);
  const own = await system.submit({ type: "probe", tenantId: "acme" });
  const jobId = await system.submit({
    ...{ type: "falter", tenantId: theirs, lockKey: `${secret} key`, name: `${secret} job` },
    payload: { word: secret, failures: 9 },
    maxAttempts: 1,
  });
  await Promise.all([system.ended(own), system.ended(jobId)]);
  const schedule = { cron: "0 0 1 1 *", job: { type: "probe", name: secret } };
  const made = await asked(dashboard, admin, "POST", "/api/schedules", {
    ...{ ...schedule, scheduleId: `${secret}-nightly`, tenantId: theirs },
  });
  expect(made.status).toBe(201);
  const order = `/api/locks/${encodeURIComponent(`${secret} key`)}/pause?tenant=${theirs}`;
  const paused = await asked(dashboard, admin, "POST", order, { reason: secret });
  const { commandId } = commandAnswerSchema.parse(await paused.json());
  const named = { jobId, commandId, scheduleId: `${secret}-nightly`, key: `${secret} key`, action: "cancel" };
  return { system, dashboard, admin, operator, own, named };
}

async function answerTo(
  dashboard: Dashboard,
  token: string,
  { method, path }: ApiRoute,
  named: Record<string, string>,
): Promise<{ status: number; text: string }> {
  const action = path.startsWith("/api/locks/") ? "pause" : "cancel";
  const others: Record<string, string> = { ...named, action, workerId: "worker-1", runId: newJobId() };
  const address = path.replaceAll(/\{(\w+)\}/g, (_whole, name: string) => encodeURIComponent(others[name] ?? "x"));
  const tenant = path.includes("/api/schedules") || path === "/api/stats" ? "tenantId" : "tenant";
  const isNamed = path.includes("{key}") || path.includes("{scheduleId}");
  const hasBody = method === "POST" || method === "PUT" || method === "PATCH";
  const job = { type: "probe", tenantId: theirs };
  const body = path.includes("/schedules") ? { cron: "0 0 1 1 *", job: { type: "probe" } } : { ...job, reason: "x" };
  const given = path.includes("{action}") ? { reason: "x" } : body;
  const response = await asked(
    dashboard,
    token,
    method,
    isNamed ? `${address}?${tenant}=${theirs}` : address,
    hasBody ? given : undefined,
  );
  const text = method === "HEAD" ? "" : await response.text();
  // What was asked for is told again.
  return { status: response.status, text: Object.values(named).reduce((all, name) => all.replaceAll(name, "…"), text) };
}

function codeOf(text: string): unknown {
  return (JSON.parse(text) as { code?: string }).code;
}
