import { brokerNames, rungNames } from "@baton/broker";
import type { JobDetail } from "@baton/contracts";
import { eventually, LockBlobs, setup, type TestSystem } from "@baton/testing";
import { expect, test } from "vitest";

const beatMs = 5000;

test("a job for later starts within 1.5 s after its time, never before, and takes no lock until then", async () => {
  const system = await setup();
  await system.startWorker("worker-1");
  const runAt = new Date(Date.now() + 7000);
  const byTime = await system.submit({ type: "probe", lockKey: "by-time", runAt: runAt.toISOString() });
  const submittedAt = Date.now();
  const byDelay = await system.submit({ type: "probe", lockKey: "by-delay", delayMs: 7000 });
  for (const jobId of [byTime, byDelay]) {
    const { job } = await system.until("shown as scheduled", jobId, (detail) => detail.job.status === "Scheduled");
    expect(job.waiting).toEqual({ kind: "scheduled", runAt: expect.any(String) });
  }
  await postponed(system, 2);
  const locks = new LockBlobs(system);
  for (const lockKey of ["by-time", "by-delay"]) expect(await locks.exists(lockKey)).toBe(false);

  expectStart(await system.ended(byTime), runAt.getTime());
  expectStart(await system.ended(byDelay), submittedAt + 7000);
});

test("what is to run at a time and after a delay is refused, whichever way it comes", async () => {
  const system = await setup();
  await system.startWorker("worker-1");
  const both = { type: "probe", runAt: new Date().toISOString(), delayMs: 1 };
  const reason = "expected either runAt or delayMs, not both";
  await expect(system.submit(both)).rejects.toThrow(reason);
  const { jobs } = brokerNames(system.namespace);
  const channel = await system.connection.model?.createChannel();
  channel?.publish(jobs, jobs, Buffer.from(JSON.stringify({ jobId: "both", ...both })), { persistent: true });
  const [rejected] = await eventually("the rejection", async () => {
    const messages = await system.reader.rejectedMessages(5);
    return messages.length > 0 && messages;
  });
  expect(rejected?.reason).toContain(reason);
});

test("150 jobs for later cost an idle worker nothing, let a due one run at once, and all run in time", async () => {
  const system = await setup();
  await system.startWorker("worker-1");
  const runAt = new Date(Date.now() + 60_000);
  const later = await Promise.all(
    Array.from({ length: 150 }, () => system.submit({ type: "probe", runAt: runAt.toISOString() })),
  );
  await laterRows(system, later.length);
  await postponed(system, 1);
  const due = await system.submit({ type: "probe" });
  const { job } = await system.ended(due);
  expect(Date.parse(job.startedAt ?? "") - Date.parse(job.createdAt)).toBeLessThan(1500);

  const locks = new LockBlobs(system);
  await eventually("the lock to be given up", async () => !(await locks.isHeld("default")));
  await idleBeats(system, 2, 3);
  expect(await locks.isHeld("default")).toBe(false);
  expect(Date.now()).toBeLessThan(runAt.getTime());

  const starts: number[] = [];
  for (const jobId of later) {
    const { job: ran } = await system.ended(jobId, 90_000);
    expect(ran).toMatchObject({ status: "Completed", attempts: 1 });
    starts.push(Date.parse(ran.startedAt ?? ""));
  }
  expect(Math.min(...starts)).toBeGreaterThanOrEqual(runAt.getTime());
  expect(Math.min(...starts)).toBeLessThan(runAt.getTime() + 1500);
  await system.ledger();
});

test("what has become due goes behind what was in line before it", async () => {
  const system = await setup();
  await system.startWorker("worker-1");
  await system.submit({ type: "probe", payload: { steps: 1, stepMs: 4000 } });
  const runAt = new Date(Date.now() + 3000).toISOString();
  const before = await submitAll(system, 90, {});
  await submitAll(system, 60, { runAt });
  const after = await submitAll(system, 30, {});
  await system.ended(after.at(-1) ?? "", 60_000);
  await eventually("all to have run", async () => {
    const ended = (await system.ledger()).filter(({ status }) => status === "Completed");
    return ended.length === 181;
  });
  const order = (await system.ledger()).filter(({ status }) => status === "Started").map(({ jobId = "" }) => jobId);
  expect(before.length).toBe(90);
  expect(order).toEqual(order.toSorted());
});

test("a job for later outlives the worker that took it in", async () => {
  const system = await setup();
  const victim = await system.startWorker("worker-1");
  const runAt = new Date(Date.now() + 9000);
  const jobId = await system.submit({ type: "probe", runAt: runAt.toISOString() });
  await postponed(system, 1);
  await system.startWorker("worker-2");
  await victim.end("SIGKILL");
  await system.startWorker("worker-3");
  expectStart(await system.ended(jobId), runAt.getTime());
});

test("a job for later outlives all queues of the broker, and the broker's wakes come back", async () => {
  const system = await setup();
  await system.startWorker("worker-1");
  const runAt = new Date(Date.now() + 9000);
  const jobId = await system.submit({ type: "probe", lockKey: "one", runAt: runAt.toISOString() });
  await postponed(system, 1);
  const channel = await system.connection.model?.createChannel();
  const { jobs, rejected } = brokerNames(system.namespace);
  for (const queue of [jobs, rejected, ...rungNames(system.namespace)]) await channel?.deleteQueue(queue);
  for (const exchange of rungNames(system.namespace)) await channel?.deleteExchange(exchange);
  expectStart(await system.ended(jobId), runAt.getTime());

  for (let at = 0; at < 3; at += 1) await system.submit({ type: "probe", lockKey: `next-${at}`, delayMs: 60_000 });
  await postponed(system, 3);
  await eventually("a rung to be there again", async () => {
    await system.submit({ type: "probe", lockKey: `more-${Math.random()}`, delayMs: 60_000 });
    const probing = await system.connection.model?.createChannel();
    probing?.on("error", () => undefined);
    return probing?.checkQueue(rungNames(system.namespace)[0] ?? "").catch(() => undefined);
  });
});

test("a job for later gets its slot in time although another key is held without work", async () => {
  const system = await setup();
  await system.startWorker("worker-1", { WORKER_CONCURRENCY: "1", HOLD_LINGER_MS: "10000" });
  const runAt = new Date(Date.now() + 6000);
  const jobId = await system.submit({ type: "probe", lockKey: "later", runAt: runAt.toISOString() });
  await postponed(system, 1);
  await system.ended(await system.submit({ type: "probe", lockKey: "now" }));
  expectStart(await system.ended(jobId), runAt.getTime());
});

/** One after another, so that the order of their ids is that of their submission. */
async function submitAll(system: TestSystem, count: number, request: { runAt?: string }): Promise<string[]> {
  const jobIds: string[] = [];
  for (let at = 0; at < count; at += 1) jobIds.push(await system.submit({ type: "probe", ...request }));
  return jobIds;
}

/** Waits until so many keys' markers say that nothing is due before some later time. */
async function postponed(system: TestSystem, keys: number): Promise<void> {
  await eventually(`${keys} keys to be postponed`, async () => {
    let found = 0;
    const markers = system.storage.inbox.listEntities<{ DueAt: bigint }>({
      queryOptions: { filter: "PartitionKey ge '~marker:' and PartitionKey lt '~marker;'" },
    });
    for await (const { DueAt } of markers) if (Number(DueAt) > Date.now()) found += 1;
    return found >= keys;
  });
}

/** Waits until so many jobs for later have been taken in. */
async function laterRows(system: TestSystem, count: number): Promise<void> {
  await eventually(`${count} jobs for later`, async () => {
    let found = 0;
    const rows = system.storage.inbox.listEntities({
      queryOptions: { filter: "RowKey ge 'later:' and RowKey lt 'later;'", select: ["rowKey"] },
    });
    for await (const _row of rows) found += 1;
    return found >= count;
  });
}

/**
 * Waits until the only worker has sent fewer than so many requests a second to storage over so many of its beats: what
 * was submitted before is counted and indexed for a while.
 */
async function idleBeats(system: TestSystem, beats: number, perSecond: number): Promise<void> {
  const byBeat = new Map<string, number>();
  await eventually(
    `${beats} beats with fewer than ${perSecond} requests a second`,
    async () => {
      const [worker] = await system.registry.live();
      const requests = Object.values(worker?.usage.storageRequests ?? {}).reduce((sum, some) => sum + some, 0);
      if (worker) byBeat.set(worker.beatAt, requests);
      const counts = [...byBeat.values()];
      const [from, to] = [counts.at(-1 - beats), counts.at(-1)];
      return from !== undefined && to !== undefined && to - from < (perSecond * beats * beatMs) / 1000;
    },
    { withinMs: 40_000 },
  );
}

function expectStart({ job }: JobDetail, runAtMs: number): void {
  expect(job.status).toBe("Completed");
  const lateMs = Date.parse(job.startedAt ?? "") - runAtMs;
  expect(lateMs).toBeGreaterThanOrEqual(0);
  expect(lateMs).toBeLessThan(1500);
}
