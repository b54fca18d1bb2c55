import { brokerNames, rungNames } from "@baton/broker";
import { type JobDetail, newJobId } from "@baton/contracts";
import { eventually, LockBlobs, proxied, setup, type TestSystem } from "@baton/testing";
import { expect, test } from "vitest";

const quickly = { initialMs: 100, factor: 1 };

test("a failed attempt is followed by another one, which does not run recorded steps again", async () => {
  const system = await setup();
  await system.startWorker("worker-1");
  const { job, events } = await system.ended(await system.submit({ type: "falter", payload: { failures: 2 } }));

  expect(job).toMatchObject({ status: "Completed", attempts: 3, result: { stepRanIn: 1 } });
  expect(events.filter(({ status }) => status !== "Step").map(({ status }) => status)).toEqual([
    "Queued",
    ...["Started", "Failed", "RetryScheduled"],
    ...["Started", "Failed", "RetryScheduled"],
    ...["Started", "Completed"],
  ]);
  expect(job.error).toBeUndefined();
  const [first, second] = retriesOf({ job, events });
  expect(first).toMatchObject({
    attempt: 1,
    message: expect.stringMatching(/^Attempt 2 of 4 in \d+ ms, after: attempt 1 falters$/),
    data: { failures: 1, maxAttempts: 4, delayMs: expect.any(Number), nextAt: expect.any(String) },
  });
  expect(second?.message).toMatch(/^Attempt 3 of 4 /);
  expectNoEarlyStart({ job, events });
  await system.ledger();
});

test("a job that has failed as often as it may is dead-lettered with its last error", async () => {
  const system = await setup();
  await system.startWorker("worker-1");
  const byType = await system.submit({ type: "falter" });
  const byJob = await system.submit({ type: "falter", maxAttempts: 2, backoff: quickly });
  const byDefault = await system.submit({ type: "demo", payload: { steps: 1, stepMs: 1, failAt: 1 } });

  for (const [jobId, attempts, message] of [
    [byType, 4, "attempt 4 falters"],
    [byJob, 2, "attempt 2 falters"],
    [byDefault, 3, expect.stringContaining("was asked to fail")],
  ] as const) {
    const { job, events } = await system.ended(jobId);
    expect(job).toMatchObject({ status: "DeadLettered", attempts, error: { message } });
    expect(events.slice(-2).map(({ status }) => status)).toEqual(["Failed", "DeadLettered"]);
    const data = { failures: attempts, error: { message } };
    expect(events.at(-1)).toMatchObject({ message: `Dead-lettered after ${attempts} failed attempts`, data });
  }
  await system.ledger();
});

test("a job that cannot succeed is not tried again", async () => {
  const system = await setup();
  await system.startWorker("worker-1");
  const forGood = await system.submit({ type: "falter", payload: { way: "for-good" } });
  const misfit = await system.submit({ type: "falter", payload: { failures: "many" } });
  for (const jobId of [forGood, misfit]) {
    const { job, events } = await system.ended(jobId);
    expect(job).toMatchObject({ status: "DeadLettered", attempts: 1 });
    expect(events.at(-1)?.message).toBe("Dead-lettered after 1 failed attempt: trying again would not help");
  }
});

test("a job that says when to try again does not begin before", async () => {
  const system = await setup();
  await system.startWorker("worker-1");
  const payload = { failures: 1, way: "retry-after", retryAfterMs: 3500 };
  const detail = await system.ended(await system.submit({ type: "falter", payload }));
  expect(detail.job).toMatchObject({ status: "Completed", attempts: 2 });
  const [failed] = detail.events.filter(({ status }) => status === "Failed");
  const [, restart] = startsOf(detail);
  const waitedMs = Date.parse(restart?.occurredAt ?? "") - Date.parse(failed?.occurredAt ?? "");
  expect(waitedMs).toBeGreaterThanOrEqual(3500);
  expect(waitedMs).toBeLessThan(3500 + 3000);
  expect(retriesOf(detail)[0]?.message).toBe("Attempt 2 of 4 in 3.5 s, after: attempt 1 falters");
});

test("an attempt that takes too long counts as failed", async () => {
  const system = await setup();
  await system.startWorker("worker-1");
  const hanging = { type: "falter", payload: { way: "hang" }, timeoutMs: 300, maxAttempts: 2, backoff: quickly };
  const { job, events } = await system.ended(await system.submit(hanging));
  expect(job).toMatchObject({ status: "DeadLettered", attempts: 2, error: { name: "TimeoutError" } });
  expect(events.filter(({ status }) => status === "TimedOut")).toHaveLength(2);
  expect(events.at(-1)?.message).toBe("Dead-lettered after 2 failed attempts");
});

test("a job whose next attempt storage refuses to record is dead-lettered, and its record holds", async () => {
  const system = await setup();
  const { proxy, connectionString } = await proxied(system.env["AZURE_STORAGE_CONNECTION_STRING"] ?? "", "Table");
  await system.startWorker("worker-1", { AZURE_STORAGE_CONNECTION_STRING: connectionString });
  const jobId = await system.submit({ type: "falter", payload: { failures: 1 } });
  const startsAgain = (body: Buffer) => body.includes('"Started"') && body.includes('"Attempt":2');
  proxy.strike(
    (method, _path, _headers, body) => method === "POST" && startsAgain(body),
    { kind: "refuse", status: 400 },
    9,
  );
  const { job, events } = await system.ended(jobId);
  expect(proxy.struck).toBeGreaterThan(0);
  expect(job).toMatchObject({ status: "DeadLettered", attempts: 1 });
  expect(events.at(-1)?.message).toBe("Dead-lettered: the start could not be recorded");
  await system.ledger();
});

test("while a job waits for its next attempt, others of its key run", async () => {
  const system = await setup();
  await system.startWorker("worker-1");
  const payload = { failures: 1, way: "retry-after", retryAfterMs: 4000 };
  const failing = await system.submit({ type: "falter", payload });
  const others = await Promise.all([1, 2, 3].map(() => system.submit({ type: "probe" })));
  await system.until("waiting for its next attempt", failing, ({ job }) => job.status === "Retrying");
  for (const jobId of others) expect((await system.ended(jobId)).job.status).toBe("Completed");
  expect((await system.reader.findJob(failing))?.job.status).toBe("Retrying");
  const detail = await system.ended(failing);
  expect(detail.job).toMatchObject({ status: "Completed", attempts: 2 });
  expectNoEarlyStart(detail);
  await system.ledger();
});

test("a job whose worker is killed while it waits for its next attempt gets it from another worker", async () => {
  const system = await setup();
  const victim = await system.startWorker("worker-1");
  const jobId = await waitingForRetry(system, 9000);
  const locks = new LockBlobs(system);
  await eventually("the lock to be given up", async () => !(await locks.isHeld("default")));
  // Both of its processes: stopped first, so that neither sees the other die.
  const child = await system.childPid("worker-1");
  victim.signal("SIGSTOP");
  process.kill(child, "SIGSTOP");
  victim.signal("SIGKILL");
  process.kill(child, "SIGKILL");
  await system.startWorker("worker-2");

  const detail = await system.ended(jobId);
  expect(detail.job).toMatchObject({ status: "Completed", attempts: 2, workerId: "worker-2" });
  expectNoEarlyStart(detail);
  await system.ledger();
});

test("a job that is delivered again while it waits for its next attempt keeps waiting and runs once", async () => {
  const system = await setup();
  await system.startWorker("worker-1");
  const payload = { failures: 1, way: "retry-after", retryAfterMs: 5000 };
  const jobId = newJobId();
  const body = Buffer.from(JSON.stringify({ jobId, type: "falter", payload }));
  await deliver(system, body);
  await system.until("waiting for its next attempt", jobId, ({ job }) => job.status === "Retrying");
  await deliver(system, body);
  await deliver(system, body);
  // It is behind the same message, so it shows that both have come.
  await system.ended(await system.submit({ type: "probe" }));

  const detail = await system.ended(jobId);
  expect(detail.job).toMatchObject({ status: "Completed", attempts: 2 });
  expectNoEarlyStart(detail);
  await eventually("an empty line", async () => (await rowsOf(system)).length === 0);
  await system.ledger();
});

test("a job gets its next attempt although all queues of the broker were deleted meanwhile", async () => {
  const system = await setup();
  await system.startWorker("worker-1");
  const jobId = await waitingForRetry(system, 6000);
  const channel = await system.connection.model?.createChannel();
  const { jobs, rejected } = brokerNames(system.namespace);
  for (const queue of [jobs, rejected, ...rungNames(system.namespace)]) await channel?.deleteQueue(queue);

  const detail = await system.ended(jobId);
  expect(detail.job).toMatchObject({ status: "Completed", attempts: 2 });
  expectNoEarlyStart(detail);
});

async function waitingForRetry(system: TestSystem, retryAfterMs: number): Promise<string> {
  const jobId = await system.submit({ type: "falter", payload: { failures: 1, way: "retry-after", retryAfterMs } });
  await system.until("waiting for its next attempt", jobId, ({ job }) => job.status === "Retrying");
  await eventually("its row to lie at its time", async () =>
    (await rowsOf(system)).every((rowKey) => rowKey.startsWith("later:")),
  );
  return jobId;
}

async function deliver(system: TestSystem, body: Buffer): Promise<void> {
  const { jobs } = brokerNames(system.namespace);
  const channel = await system.connection.model?.createConfirmChannel();
  channel?.publish(jobs, jobs, body, { persistent: true });
  await channel?.waitForConfirms();
  await channel?.close();
}

async function rowsOf(system: TestSystem): Promise<string[]> {
  const rowKeys: string[] = [];
  for await (const { rowKey = "" } of system.storage.inbox.listEntities()) {
    if (/^(wait|later):/.test(rowKey)) rowKeys.push(rowKey);
  }
  return rowKeys;
}

function retriesOf({ events }: JobDetail) {
  return events.filter(({ status }) => status === "RetryScheduled");
}

function startsOf({ events }: JobDetail) {
  return events.filter(({ status }) => status === "Started");
}

/** Each attempt after the first began when the record had said that it may. */
function expectNoEarlyStart(detail: JobDetail): void {
  const plans = retriesOf(detail).map(({ data }) => Date.parse((data as { nextAt: string }).nextAt));
  const starts = startsOf(detail).slice(1);
  expect(starts).toHaveLength(plans.length);
  for (const [at, { occurredAt }] of starts.entries()) {
    expect(Date.parse(occurredAt) - (plans[at] ?? 0)).toBeGreaterThanOrEqual(0);
    expect(Date.parse(occurredAt) - (plans[at] ?? 0)).toBeLessThan(3000);
  }
}
