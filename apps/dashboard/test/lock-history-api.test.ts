import {
  type JobEvent,
  type LockHistory,
  type LockLine,
  lockDetailSchema,
  lockHistorySchema,
  lockLineSchema,
  lockListSchema,
} from "@baton/contracts";
import { eventually, setup, type TestSystem } from "@baton/testing";
import { expect, test } from "vitest";
import { type Dashboard, expectProblem, startDashboard } from "./dashboard.ts";

const keyPath = "locks/quay%20%2F%207";
const lockKey = "quay / 7";

test("a key's history tells its holds, its attempts and what operators did, newest first, without steps", async () => {
  const { system, dashboard } = await started();
  const jobs = await runThree(system);
  await dashboard.order(`${keyPath}/pause`, { reason: "inventory" });
  await dashboard.order(`${keyPath}/policy`, { policy: "hold", reason: "strict order" });
  await dashboard.order(`${keyPath}/resume`);

  const { events } = await history(dashboard);
  const seqs = events.map(({ seq }) => seq);
  expect(seqs).toEqual([...seqs].sort((one, other) => other - one));
  expect(new Set(events.map(({ status }) => status))).toEqual(
    new Set(["LockAcquired", "Queued", "Deferred", "Started", "Completed", "KeyPaused", "KeyResumed", "Log"]),
  );
  const started3 = events.filter(({ status }) => status === "Started");
  expect(started3.map(({ jobId }) => jobId)).toEqual([...jobs].reverse());
  expect(started3[0]).toMatchObject({ jobName: "third", jobType: "probe", workerId: "worker-1", attempt: 1 });
  expect(of(events, "KeyPaused")).toMatchObject({ data: { by: { name: "local" }, reason: "inventory" } });
  expect(of(events, "Log")).toMatchObject({ message: "Head-failure policy set to hold by local: strict order" });
});

test("a key's history is read in pages and by time", async () => {
  const { system, dashboard } = await started();
  await runThree(system);
  const { events: all } = await history(dashboard);
  const paged: JobEvent[] = [];
  let cursor: string | undefined;
  do {
    const page: LockHistory = await history(dashboard, `limit=3${cursor === undefined ? "" : `&cursor=${cursor}`}`);
    expect(page.events.length).toBeLessThanOrEqual(3);
    paged.push(...page.events);
    cursor = page.cursor;
  } while (cursor !== undefined);
  expect(paged.map(({ seq }) => seq)).toEqual(all.map(({ seq }) => seq));

  const middle = all.filter(({ status }) => status === "Completed")[1];
  const until = await history(dashboard, `to=${middle?.occurredAt}`);
  expect(of(until.events, "Completed")?.seq).toBe(middle?.seq);
  const since = await history(dashboard, `from=${middle?.occurredAt}`);
  expect(since.events.at(-1)?.seq).toBeLessThanOrEqual(middle?.seq ?? 0);
  expect(since.events.filter(({ status }) => status === "Completed")).toHaveLength(2);
  expect(since).not.toHaveProperty("cursor");
  expect(await history(dashboard, "", "locks/never%20used")).toEqual({ events: [] });
});

test("the line of a key is in the order in which its jobs are to run, each with why it waits", async () => {
  const { system, dashboard } = await started();
  const running = await system.submit({ type: "probe", payload: { steps: 1, stepMs: 60_000 }, lockKey });
  await system.until("it runs", running, ({ job }) => job.status === "Running");
  const low = await system.submit({ type: "probe", name: "low", lockKey });
  const high = await system.submit({ type: "probe", name: "high", priority: 9, lockKey });
  const front = await system.submit({ type: "probe", name: "front", lockKey });
  const later = await system.submit({ type: "probe", lockKey, runAt: new Date(Date.now() + 86_400_000).toISOString() });
  await eventually("all of them to be in line", async () => (await line(dashboard)).jobs.length === 4);
  expect((await dashboard.order(`jobs/${front}/front`)).ok).toBe(true);

  const { jobs, cursor } = await eventually("the front to be first", async () => {
    const found = await line(dashboard);
    return found.jobs[0]?.isInFront && found;
  });
  expect(jobs.map(({ jobId }) => jobId)).toEqual([front, high, low, later]);
  expect(cursor).toBeUndefined();
  expect(jobs[1]).toMatchObject({
    name: "high",
    priority: 9,
    waiting: { kind: "locked", behindJobId: running, ahead: 1 },
  });
  expect(jobs[3]).toMatchObject({ waiting: { kind: "scheduled" } });
  expect(await line(dashboard, "locks/never%20used")).toEqual({ jobs: [] });
});

test("a lock that is held says until when its lease lasts, and keys are found by a part of their name", async () => {
  const { system, dashboard } = await started();
  const running = await system.submit({ type: "probe", payload: { steps: 1, stepMs: 60_000 }, lockKey });
  await system.until("it runs", running, ({ job }) => job.status === "Running");
  await system.submit({ type: "probe", payload: { steps: 1, stepMs: 60_000 }, lockKey: "Other" });
  const lease = await eventually("the lease to be told", async () => {
    return lockDetailSchema.parse(await (await dashboard.fetch(`/api/${keyPath}`)).json()).holder?.leaseUntil;
  });
  expect(Date.parse(lease) - Date.now()).toBeGreaterThan(0);
  expect(Date.parse(lease) - Date.now()).toBeLessThan(60_000);
  const keysOf = async (query: string) => {
    const { locks } = lockListSchema.parse(await (await dashboard.fetch(`/api/locks?${query}`)).json());
    return locks.map((lock) => lock.lockKey);
  };
  expect(await eventually("it to be listed", async () => (await keysOf("text=QUAY"))[0])).toBe(lockKey);
  expect(await keysOf("text=QUAY")).toEqual([lockKey]);
  expect(await keysOf("tenant=elsewhere")).toEqual([]);
});

test("what is no span of time, cursor or tenant is refused", async () => {
  const { dashboard } = await started();
  for (const query of ["from=yesterday", "to=1", "cursor=0", "cursor=x", "limit=501", "limit=0", "tenant=a%20b"])
    await expectProblem(await dashboard.fetch(`/api/${keyPath}/history?${query}`), 400, "invalid-query");
  for (const query of ["cursor=x", "cursor=1%20head", "tenant=a%20b"])
    await expectProblem(await dashboard.fetch(`/api/${keyPath}/line?${query}`), 400, "invalid-query");
  await expectProblem(await dashboard.fetch("/api/locks?tenant=a%20b"), 400, "invalid-query");
  await expectProblem(await dashboard.fetch("/api/locks/%00/history"), 400, "invalid-lock-key");
});

async function started(): Promise<{ system: TestSystem; dashboard: Dashboard }> {
  const system = await setup();
  await system.startWorker("worker-1");
  const dashboard = await (await startDashboard(system)).connected();
  return { system, dashboard };
}

/** One after the other, each submitted while the one before it runs. */
async function runThree(system: TestSystem): Promise<string[]> {
  const jobs: string[] = [];
  for (const name of ["first", "second", "third"])
    jobs.push(await system.submit({ type: "probe", name, payload: { steps: 3, stepMs: 150 }, lockKey }));
  await system.ended(jobs.at(-1) ?? "");
  return jobs;
}

function of(events: JobEvent[], status: JobEvent["status"]): JobEvent | undefined {
  return events.find((event) => event.status === status);
}

async function history(dashboard: Dashboard, query = "", path = keyPath): Promise<LockHistory> {
  return lockHistorySchema.parse(await (await dashboard.fetch(`/api/${path}/history?${query}`)).json());
}

async function line(dashboard: Dashboard, path = keyPath): Promise<LockLine> {
  return lockLineSchema.parse(await (await dashboard.fetch(`/api/${path}/line`)).json());
}
