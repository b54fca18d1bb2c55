import { execFile } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { promisify } from "node:util";
import {
  ApiProblemError,
  InvalidJobError,
  type LiveMessage,
  logIn,
  MemoryTokens,
  RestClient,
  UnexpectedAnswerError,
  UnreachableError,
  WaitTimeoutError,
} from "@baton/client/rest";
import { type JobRequest, jobListSchema, newJobId, sessionListSchema } from "@baton/contracts";
import { cloneFolder } from "@baton/runtime";
import { eventually, SwallowingProxy, setup, type TestSystem } from "@baton/testing";
import { expect, onTestFinished, test } from "vitest";
import { accountOf, adminPassword, asked, keyOf, startWithAccounts } from "./accounts.ts";
import { closedPort } from "./closed-port.ts";
import { type Dashboard, startDashboard } from "./dashboard.ts";

const execute = promisify(execFile);
const probe: JobRequest = { type: "probe", payload: { steps: 1 } };

test("a program with an API key submits, follows a job to its end, and cancels one", async () => {
  const system = await setup();
  const { dashboard, admin } = await startWithAccounts(system);
  const { apiKey } = await keyOf(dashboard, admin, ["read", "submit", "operate"], { name: "nightly" });
  const client = new RestClient({ url: `${dashboard.url}/`, credentials: { apiKey } });
  expect(await client.whoAmI()).toEqual({
    kind: "key",
    name: "key:nightly",
    tenants: "all",
    permissions: ["read", "submit", "operate"],
  });
  const messages: LiveMessage[] = [];
  const leaving = new AbortController();
  onTestFinished(() => leaving.abort());
  void collect(client.stream({ signal: leaving.signal }), messages);
  await eventually("live events", () => messages.some(({ kind }) => kind === "ready"));

  const submitted = await client.submit(probe);
  expect(submitted).toEqual({ kind: "accepted", jobId: expect.any(String) });
  const waiting = client.wait(submitted.jobId);
  await system.startWorker("worker-1");
  const { job, events } = await waiting;
  expect(job).toMatchObject({ status: "Completed", submittedBy: "key:nightly", result: { steps: 1 } });
  expect(events.map(({ status }) => status)).toContain("Completed");
  await eventually("the end to be told live", () =>
    messages.some((told) => told.kind === "event" && told.event.status === "Completed"),
  );
  expect((await client.types()).map(({ type }) => type)).toContain("probe");
  expect((await client.newestEvents({ mine: true })).every(({ jobId }) => jobId === job.jobId)).toBe(true);

  const later = await client.submit({ ...probe, delayMs: 3_600_000 });
  expect(await client.cancel(later.jobId, "not needed")).toMatchObject({ outcome: { kind: "done" } });
  expect((await client.wait(later.jobId)).job.status).toBe("Cancelled");
  expect(await client.cancel(later.jobId, "again")).toMatchObject({ outcome: { kind: "already-finished" } });
  await system.ledger();
});

test("the example runs as it is, and again for the same day is the same job", async () => {
  const system = await setup();
  await system.startWorker("worker-1");
  const { dashboard, admin } = await startWithAccounts(system);
  const { apiKey } = await keyOf(dashboard, admin, ["read", "submit"]);
  const program = join(cloneFolder, "packages/client/examples/nightly.ts");
  const env = { PATH: process.env["PATH"], BATON_URL: dashboard.url, BATON_API_KEY: apiKey };
  const run = () => execute(process.execPath, [program, "2026-01-31"], { env });
  const [submitted, ended] = (await run()).stdout.trim().split("\n");
  const [jobId] = submitted?.split(" ") ?? [];
  expect(submitted).toBe(`${jobId} accepted`);
  expect(ended).toContain(`${jobId} Completed`);
  expect((await run()).stdout.split("\n")[0]).toBe(`${jobId} duplicate`);
  const stranger = { env: { ...env, BATON_API_KEY: "baton_x" } };
  const refused = await execute(process.execPath, [program], stranger).catch((err) => err);
  expect(refused).toMatchObject({ code: 2, stderr: expect.stringContaining("not-logged-in") });
});

test.each([[{}], [{ idempotencyKey: "night-1" }]])(
  "a submission with %j whose answer is lost is sent again, and is one job",
  async (options) => {
    const { system, dashboard, client, proxy } = await throughProxy();
    proxy.swallowAnswers();
    const submitting = client.submit(probe, options);
    await eventually("the job to be there", async () => (await system.reader.newestJobs(5)).length === 1);
    proxy.passAnswers();
    const outcome = await submitting;
    expect(outcome.kind).toBe("accepted");
    await system.startWorker("worker-1");
    const { events } = await client.wait(outcome.jobId);
    expect(events.filter(({ status }) => status === "Started")).toHaveLength(1);
    expect(await jobIds(dashboard)).toEqual([outcome.jobId]);
  },
);

test("a submission that may have arrived is unknown, and the same job submitted again runs once", async () => {
  const { system, dashboard, client, proxy } = await throughProxy();
  proxy.swallowAnswers();
  const request = { ...probe, jobId: newJobId() };
  const submitting = client.submit(request);
  await eventually("the job to be there", async () => (await system.reader.newestJobs(5)).length === 1);
  await proxy.stop();
  expect(await submitting).toEqual({
    kind: "unknown",
    jobId: request.jobId,
    because: expect.stringContaining("reached"),
  });

  const direct = new RestClient({ url: dashboard.url });
  expect(await direct.submit(request)).toEqual({ kind: "accepted", jobId: request.jobId });
  await system.startWorker("worker-1");
  const { events } = await direct.wait(request.jobId);
  expect(events.filter(({ status }) => status === "Started")).toHaveLength(1);
  expect(await jobIds(dashboard)).toEqual([request.jobId]);
});

test("one idempotency key is one job, and another job under it is a conflict", async () => {
  const system = await setup();
  const client = new RestClient({ url: (await (await startDashboard(system)).connected()).url });
  const options = { idempotencyKey: 'night "1"' };
  const first = await client.submit(probe, options);
  expect(first.kind).toBe("accepted");
  expect(await client.submit(probe, options)).toEqual({ kind: "duplicate", jobId: first.jobId });
  expect(await client.submit({ type: "other" }, options)).toEqual({ kind: "conflict", jobId: first.jobId });
  expect((await client.submit({ ...probe, jobId: "order-7" })).kind).toBe("accepted");
  expect((await client.submit({ ...probe, jobId: "order-7" })).kind).toBe("duplicate");
});

test("many jobs are answered each for itself, in their order", async () => {
  const system = await setup();
  const client = new RestClient({ url: (await (await startDashboard(system)).connected()).url });
  const requests = function* () {
    for (let at = 0; at < 1100; at += 1) {
      yield at === 700 ? { ...probe, priority: 11 } : { ...probe, lockKey: `key ${at % 3}`, name: `Job ${at}` };
    }
  };
  const outcomes = await Array.fromAsync(client.submitMany(requests()));
  expect(outcomes).toHaveLength(1100);
  expect(outcomes[700]).toMatchObject({
    kind: "refused",
    problem: { code: "invalid-job", errors: [{ path: "priority" }] },
  });
  expect(outcomes.filter(({ kind }) => kind === "accepted")).toHaveLength(1099);
  const ids = outcomes.flatMap(({ kind, jobId }) => (kind === "accepted" ? [jobId] : []));
  expect(ids).toEqual(ids.toSorted());
  expect((await client.get(ids.at(-1) ?? "")).job.name).toBe("Job 1099");
});

test("what is refused is a typed error, and what cannot be reached is told as such", async () => {
  const system = await setup();
  const { dashboard, admin } = await startWithAccounts(system);
  const { apiKey } = await keyOf(dashboard, admin, ["read"]);
  const reader = new RestClient({ url: dashboard.url, credentials: { apiKey } });
  const refused = await reader.submit(probe).catch((err) => err);
  expect(refused).toBeInstanceOf(ApiProblemError);
  expect(refused).toMatchObject({ status: 403, code: "forbidden", detail: "key:probe may not submit." });
  await expect(reader.get(newJobId())).rejects.toMatchObject({ status: 404, code: "unknown-job" });
  await expect(reader.submit({ type: "de mo" })).rejects.toBeInstanceOf(InvalidJobError);
  const stranger = new RestClient({ url: dashboard.url });
  await expect(stranger.whoAmI()).rejects.toMatchObject({ status: 401, code: "not-logged-in" });
  await expect(Array.fromAsync(stranger.stream())).rejects.toMatchObject({ status: 401 });
  await expect(logIn(dashboard.url, "admin", "wrong")).rejects.toMatchObject({ code: "wrong-credentials" });

  const nowhere = new RestClient({ url: `http://127.0.0.1:${await closedPort()}` });
  expect(await nowhere.submit(probe)).toMatchObject({
    kind: "unavailable",
    because: expect.stringContaining("ECONNREFUSED"),
  });
  const unreachable = await nowhere.whoAmI().catch((err) => err);
  expect(unreachable).toBeInstanceOf(UnreachableError);
  expect(unreachable).toMatchObject({ code: "unreachable", wasSent: false });
  const foreign = new RestClient({ url: await foreignServer() });
  await expect(foreign.whoAmI()).rejects.toBeInstanceOf(UnexpectedAnswerError);
  expect(() => new RestClient({ url: "localhost:3000" })).toThrow("expected the address of a dashboard");
});

test("a wait ends at its time limit and at its signal, and the job goes on", async () => {
  const system = await setup();
  const client = new RestClient({ url: (await (await startDashboard(system)).connected()).url });
  const { jobId } = await client.submit(probe);
  await expect(client.wait(jobId, { timeoutMs: 300 })).rejects.toBeInstanceOf(WaitTimeoutError);
  const leaving = new AbortController();
  const waiting = client.wait(jobId, { signal: leaving.signal });
  leaving.abort(new Error("enough"));
  await expect(waiting).rejects.toThrow("enough");
  await system.startWorker("worker-1");
  expect((await client.wait(jobId)).job.status).toBe("Completed");
});

test("a stream that breaks off comes back and says so, and a wait lives through it", async () => {
  const { system, client, proxy } = await throughProxy();
  const messages: LiveMessage[] = [];
  const leaving = new AbortController();
  onTestFinished(() => leaving.abort());
  void collect(client.stream({ signal: leaving.signal }), messages);
  // The dashboard may say first that it waits for the broker.
  await eventually("live events", () => messages.some(({ kind }) => kind === "ready"));
  const { jobId } = await client.submit(probe);
  const waiting = client.wait(jobId);
  proxy.passAnswers();
  await eventually("it to be back", () => messages.filter(({ kind }) => kind === "ready").length > 1);
  expect(messages.map(({ kind }) => kind)).toEqual(expect.arrayContaining(["ready", "paused", "ready"]));
  await system.startWorker("worker-1");
  expect((await waiting).job.status).toBe("Completed");
});

test("tokens are renewed once, however many requests find that they are over, and the session lives", async () => {
  const system = await setup();
  const { dashboard, admin } = await startWithAccounts(system);
  await accountOf(dashboard, admin, "olaf", "operator");
  const tokens = await logIn(dashboard.url, "olaf", "olaf has a password");
  const kept = new MemoryTokens({ ...tokens, accessToken: "a.b.c" });
  const client = new RestClient({ url: dashboard.url, credentials: { tokens: kept } });
  const answers = await Promise.all(Array.from({ length: 10 }, () => client.whoAmI()));
  expect(answers.every(({ name }) => name === "olaf")).toBe(true);
  expect((await kept.read()).refreshToken).not.toBe(tokens.refreshToken);
  const listed = await client.call("GET", "/api/auth/sessions", {});
  expect(sessionListSchema.parse(listed).sessions).toHaveLength(2);
  expect((await client.submit(probe)).kind).toBe("accepted");

  await client.logOut();
  await expect(client.whoAmI()).rejects.toMatchObject({ status: 401 });
  const again = await logIn(dashboard.url, "admin", adminPassword);
  expect((await asked(dashboard, again.accessToken, "GET", "/api/jobs")).status).toBe(200);
});

async function throughProxy(): Promise<{
  system: TestSystem;
  dashboard: Dashboard;
  client: RestClient;
  proxy: SwallowingProxy;
}> {
  const system = await setup();
  const dashboard = await (await startDashboard(system)).connected();
  const proxy = new SwallowingProxy(dashboard.url);
  const url = await proxy.start();
  onTestFinished(() => proxy.stop());
  return { system, dashboard, client: new RestClient({ url }), proxy };
}

async function collect(stream: AsyncIterable<LiveMessage>, into: LiveMessage[]): Promise<void> {
  for await (const message of stream) into.push(message);
}

async function jobIds(dashboard: Dashboard): Promise<string[]> {
  const { jobs } = jobListSchema.parse(await (await dashboard.fetch("/api/jobs/search")).json());
  return jobs.map(({ jobId }) => jobId);
}

/** Answers everything with a page. */
async function foreignServer(): Promise<string> {
  const server = createServer((_request, response) => response.setHeader("content-type", "text/html").end("<p>Hi"));
  onTestFinished(() => void server.close());
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
