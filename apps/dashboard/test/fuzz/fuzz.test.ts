import { Agent } from "node:http";
import { newJobId } from "@baton/contracts";
import { setup } from "@baton/testing";
import fc from "fast-check";
import { expect, test } from "vitest";
import { accountOf, adminPassword, asked, startWithAccounts, tokensOf } from "../accounts.ts";
import type { Dashboard } from "../dashboard.ts";
import { AnswerCheck } from "./answer-check.ts";
import { exchange } from "./raw-exchange.ts";
import { type Operation, requestFor } from "./request-arbitrary.ts";
import { type ServerSize, sizeOf } from "./server-size.ts";
import type { KnownValues } from "./value-arbitrary.ts";

/** `npm run test:fuzz` sends more of them, from another beginning each time unless one is given. */
const requests = Number(process.env["FUZZ_REQUESTS"] ?? 1000);
const seed = Number(process.env["FUZZ_SEED"] ?? 20_260);
/** How many are under way at a time. */
const lanes = 4;
/** Buffers come on top of the heap; what is kept of every request would be more than this, or end the process. */
const growthMib = 200;
/** Connections that nobody uses any more stay for a minute; one left behind by each request would be thousands. */
const growthHandles = 300;
/** From so many on, every route has been asked for something that it can do. */
const thorough = 20_000;
/** They ask for a secret, which is not guessed. */
const seldomAnswered = new Set([
  "POST /api/auth/password",
  "POST /api/auth/refresh",
  "POST /api/auth/register",
  "DELETE /api/auth/sessions/{sessionId}",
]);
/** All routes are asked as often: what the first part left in memory is no growth. */
const parts = 4;

/** The routes with which whoever asks ends what they ask with: each has a session of its own for it. */
const ending = ["/api/auth/logout", "/api/auth/password"];

type Who = { name: string; tokenFor: (path: string) => string | undefined };

test("no request makes the dashboard fail, hang or grow, whoever sends it", { timeout: 3_600_000 }, async () => {
  process.stdout.write(`${requests} requests; FUZZ_SEED=${seed}\n`);
  const system = await setup();
  await system.startWorker("worker-1");
  // What is not bounded, V8 lets grow: a leak could not be told from that.
  const { dashboard, admin } = await startWithAccounts(system, {
    NODE_OPTIONS: "--max-old-space-size=256",
    ...{ API_RATE_READ: "0", API_RATE_SUBMIT: "0", API_RATE_OPERATE: "0", API_RATE_AUTH: "0", API_STREAMS: "0" },
  });
  await accountOf(dashboard, admin, "olaf", "operator");
  await accountOf(dashboard, admin, "victim", "admin");
  const callers = [
    { name: "nobody", tokenFor: () => undefined },
    await loggedIn(dashboard, "olaf", "olaf has a password"),
    await loggedIn(dashboard, "admin", adminPassword),
  ];
  const known = await knownValues(dashboard, admin.accessToken);
  const { operations, problem } = await described(dashboard);
  const check = new AnswerCheck(problem);
  const agent = new Agent({ keepAlive: true, maxSockets: lanes });
  const answered = new Set<string>();

  async function fuzz(operation: Operation, who: Who, numRuns: number, from: number): Promise<void> {
    const property = fc.asyncProperty(requestFor(operation, known), async (request) => {
      const answer = await exchange(dashboard.url, request, who.tokenFor(operation.path), agent);
      check.expectDescribed(operation, answer);
      // What leads on, as the routes of a log-in do, has answered.
      if (answer.status < 300 || answer.status === 302) answered.add(nameOf(operation));
    });
    await fc.assert(property, { seed: from, numRuns, includeErrorInReport: true }).catch((err: Error) => {
      throw new Error(`${nameOf(operation)} by ${who.name}: ${err.message}`);
    });
  }

  const pairs = operations.flatMap((operation) => callers.map((who) => [operation, who] as const));
  const runs = Math.ceil(requests / pairs.length / parts);
  const failures: Error[] = [];
  const sizes: (ServerSize | undefined)[] = [];
  for (let part = 0; part < parts; part++) {
    failures.push(...(await inLanes(pairs, ([operation, who]) => fuzz(operation, who, runs, seed + part))));
    sizes.push(sizeOf(dashboard.app.pid));
  }
  agent.destroy();

  expect(failures.map(({ message }) => message)).toEqual([]);
  expect(errorsIn(dashboard.app.log)).toEqual([]);
  expect(dashboard.app.exitCode).toBeNull();
  const refused = operations.map(nameOf).filter((name) => !answered.has(name) && !seldomAnswered.has(name));
  if (requests >= thorough) expect(refused, "routes that were only refused").toEqual([]);
  const [warm, ...later] = sizes;
  for (const size of later) {
    expect(size?.memoryMib ?? 0).toBeLessThan((warm?.memoryMib ?? 0) + growthMib);
    expect(size?.handles ?? 0).toBeLessThan((warm?.handles ?? 0) + growthHandles);
  }
});

async function loggedIn(dashboard: Dashboard, name: string, password: string): Promise<Who> {
  const login = async () => (await tokensOf(dashboard, name, password)).accessToken;
  const usual = await login();
  const own = new Map(await Promise.all(ending.map(async (path) => [path, await login()] as const)));
  return { name, tokenFor: (path) => own.get(path) ?? usual };
}

async function described(dashboard: Dashboard): Promise<{ operations: Operation[]; problem: unknown }> {
  const document = (await (await dashboard.fetch("/api/openapi.json")).json()) as {
    paths: Record<string, Record<string, Omit<Operation, "method" | "path">>>;
    components: { schemas: { Problem: unknown } };
  };
  const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ ...operation, method: method.toUpperCase(), path })),
  );
  // What is deleted can no longer be paused.
  operations.sort((one, other) => Number(one.method === "DELETE") - Number(other.method === "DELETE"));
  return { operations, problem: document.components.schemas.Problem };
}

/** So that requests are also about something that there is. */
async function knownValues(dashboard: Dashboard, token: string): Promise<KnownValues> {
  const post = async (path: string, body: unknown) =>
    (await (await asked(dashboard, token, "POST", path, body)).json()) as Record<string, string>;
  const waiting = await post("/api/jobs", { type: "probe", payload: { card: "1" } });
  const later = await post("/api/jobs", { type: "probe", runAt: "2099-01-01T00:00:00Z" });
  const command = await post(`/api/jobs/${waiting["jobId"]}/priority`, { priority: 2, reason: "probe" });
  const run = await post("/api/audit/verify", {});
  const key = await post("/api/auth/keys", { name: "probe", scopes: ["read"] });
  await post("/api/schedules", { scheduleId: "nightly", cron: "0 3 * * *", job: { type: "probe" } });
  await post("/api/workers/register", { workerId: "outside-1" });
  const jobs = [waiting["jobId"] ?? "", later["jobId"] ?? "", newJobId()];
  return {
    jobId: jobs,
    ids: jobs,
    job: jobs,
    key: ["default", "lock/key"],
    lockKey: ["default", "lock/key"],
    action: ["cancel", "replay", "discard", "priority", "front", "reschedule", "pause", "resume", "policy", "unlock"],
    type: ["probe", "data"],
    tenant: ["default"],
    tenantId: ["default"],
    scheduleId: ["nightly"],
    cron: ["0 3 * * *", "*/5 * * * *"],
    timeZone: ["UTC", "Europe/Berlin"],
    workerId: ["outside-1"],
    commandId: [command["commandId"] ?? ""],
    runId: [run["runId"] ?? ""],
    keyId: [key["keyId"] ?? ""],
    name: ["victim", "file.csv"],
    password: ["victim has a password"],
    status: ["Submitted", "Scheduled", "DeadLettered"],
    since: ["2026-01-01"],
    from: ["24h", "1"],
    to: ["0m"],
  };
}

function nameOf({ method, path }: Operation): string {
  return `${method} ${path}`;
}

function errorsIn(log: string): string[] {
  return log.split("\n").filter((line) => /"level":(?:50|60)|Unhandled|Warning:/.test(line));
}

async function inLanes<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<Error[]> {
  const failures: Error[] = [];
  const left = [...items];
  await Promise.all(
    Array.from({ length: lanes }, async () => {
      for (let item = left.shift(); item !== undefined; item = left.shift())
        await work(item).catch((err: Error) => failures.push(err));
    }),
  );
  return failures;
}
