import { BrokerConnection, brokerNames, hintSchedules, Publisher } from "@baton/broker";
import { JobClient } from "@baton/client";
import { isTerminal, type Job, jobIdTime, type ScheduleRequest, scheduleRequestSchema } from "@baton/contracts";
import { RequestCounter } from "@baton/runtime";
import { ScheduleFires, Schedules, Storage } from "@baton/store";
import { eventually, proxied, SwallowingProxy, setup, type TestSystem } from "@baton/testing";
import { expect, onTestFinished, test } from "vitest";
import { ScheduleDuty } from "../src/schedule-duty.ts";

const everySecond = "* * * * * *";
const hourMs = 3600 * 1000;

test("a schedule fires within 1.5 s of each of its times, and its jobs run", async () => {
  const system = await setup();
  await system.startWorker("worker-1");
  const { name } = await scheduled(system, { cron: "*/2 * * * * *", job: { type: "probe", correlationId: "c-1" } });
  const publisher = new Publisher(system.connection);
  await publisher.start();
  hintSchedules(publisher, system.namespace);
  const jobs = await eventually("three jobs that have ended", async () => {
    const ended = (await system.reader.newestJobs(20)).filter(({ status }) => isTerminal(status));
    // The first time of all may have passed before there was a leader.
    return ended.length >= 4 && ended.slice(0, -1);
  });
  for (const { jobId, queuedAt, submittedBy, correlationId, status } of jobs) {
    const firedAt = jobIdTime(jobId);
    expect(firedAt.getTime() % 2000).toBe(0);
    const lateMs = new Date(queuedAt ?? 0).getTime() - firedAt.getTime();
    expect(lateMs).toBeGreaterThanOrEqual(0);
    expect(lateMs).toBeLessThan(1500);
    expect({ submittedBy, correlationId, status }).toEqual({
      submittedBy: `schedule:${name.scheduleId}`,
      correlationId: "c-1",
      status: "Completed",
    });
  }
  expect(new Set(jobs.map(({ jobId }) => jobId)).size).toBe(jobs.length);
  await system.verifyAll();
});

test("two leaders at once fire each time once", async () => {
  const system = await setup();
  const { schedules, name } = await scheduled(system, { cron: everySecond });
  const first = await leader(system, system.connection);
  const second = await leader(system, system.connection);
  const times = new Set<string>();
  await eventually("four runs", async () => {
    const { lastFiredAt } = (await schedules.find(name)) ?? {};
    return lastFiredAt && times.add(lastFiredAt).size >= 4;
  });
  await Promise.all([first.end(), second.end()]);
  const fired = (await submitted(system)).map(({ createdAt }) => createdAt);
  expect(new Set(fired).size).toBe(fired.length);
  expect(fired).toEqual(expect.arrayContaining([...times]));
});

test("missed runs are made up by one, and the next one comes at its time", async () => {
  const system = await setup();
  const { schedules, name } = await scheduled(system, { cron: "0 * * * *" });
  await moveBack(system, 5 * hourMs);
  const { end } = await leader(system, system.connection);
  const { lastFiredAt = "", nextAt = "" } = await eventually("a run", async () => {
    const found = await schedules.find(name);
    return found?.lastFiredAt ? found : undefined;
  });
  await end();
  expect(new Date(nextAt).getTime() - new Date(lastFiredAt).getTime()).toBe(hourMs);
  expect(await submitted(system)).toMatchObject([{ createdAt: lastFiredAt }]);
});

test("a schedule that skips what was missed fires nothing for it, and says so", async () => {
  const system = await setup();
  const { schedules, name } = await scheduled(system, { cron: "0 0 1 1 *", missed: "skip" });
  await moveBack(system, 370 * 24 * hourMs);
  const { end } = await leader(system, system.connection);
  const { lastSkip, nextAt } = await eventually("a run left out", async () => {
    const found = await schedules.find(name);
    return found?.lastSkip && found;
  });
  await end();
  expect(lastSkip).toMatchObject({ reason: "missed" });
  expect(nextAt).toMatch(/-01-01T00:00:00/);
  expect(await submitted(system)).toEqual([]);
});

test("a schedule that does not overlap leaves runs out until its last job has ended", async () => {
  const system = await setup();
  const { schedules, name } = await scheduled(system, { cron: everySecond, overlap: "skip" });
  const { end } = await leader(system, system.connection);
  const waiting = await eventually("a run left out", async () => {
    const found = await schedules.find(name);
    return found?.lastSkip && found;
  });
  expect(waiting.lastSkip).toMatchObject({ reason: "overlap" });
  const [only, ...others] = await submitted(system);
  expect(others).toEqual([]);
  expect(waiting.lastJobId).toBe(only?.jobId);

  await system.startWorker("worker-1", { CHECKPOINT_SECONDS: "3600" });
  await system.ended(waiting.lastJobId ?? "");
  await eventually("another run", async () => (await schedules.find(name))?.lastJobId !== waiting.lastJobId);
  await end();
});

test("a paused schedule does not fire, and after its pause goes on without making up for it", async () => {
  const system = await setup();
  const { schedules, name } = await scheduled(system, { cron: everySecond });
  const other = await scheduled(system, { cron: everySecond, tenantId: "acme" });
  await schedules.pause(name);
  const { end, lookSoon } = await leader(system, system.connection);
  const runs = new Set<string>();
  await eventually("three runs of the other", async () => {
    const { lastFiredAt } = (await other.schedules.find(other.name)) ?? {};
    return lastFiredAt && runs.add(lastFiredAt).size >= 3;
  });
  expect(await schedules.find(name)).not.toHaveProperty("lastFiredAt");
  const resumed = await schedules.resume(name);
  lookSoon();
  const found = await eventually("a run", async () => {
    const read = await schedules.find(name);
    return read?.lastFiredAt && read;
  });
  await end();
  const jobs = (await submitted(system)).filter(({ tenantId }) => tenantId === "default");
  expect(jobs[0]?.createdAt).toBe(resumed?.nextAt);
  expect(found).toMatchObject({ paused: false, revision: 3 });
});

test("a run that was claimed by a leader that dies before it is submitted is submitted by the next one, once", async () => {
  const system = await setup();
  const { schedules, name } = await scheduled(system, { cron: "0 * * * *" });
  await moveBack(system, 5 * hourMs);
  const { pendingFire } = await claimedInVain(system, schedules, name);
  const { end } = await leader(system, system.connection);
  await eventually("the run", async () => (await schedules.find(name))?.lastFiredAt);
  await end();
  expect(await submitted(system)).toMatchObject([{ jobId: pendingFire?.jobId, createdAt: pendingFire?.at }]);
  expect(await schedules.find(name)).not.toHaveProperty("pendingFire");
});

test.each(["delete", "pause"] as const)("a run that was claimed and not submitted is dropped by %s", async (how) => {
  const system = await setup();
  const { schedules, name } = await scheduled(system, { cron: "0 * * * *" });
  await moveBack(system, 5 * hourMs);
  await claimedInVain(system, schedules, name);
  await schedules[how](name);
  // Once the other has run, the first one's claim would have been taken over, too.
  const other = await scheduled(system, { cron: "0 * * * *", tenantId: "acme" });
  await moveBack(system, 5 * hourMs, "acme");
  await claimedInVain(system, other.schedules, other.name);
  const { end } = await leader(system, system.connection);
  await eventually("the other's run", async () => (await other.schedules.find(other.name))?.lastFiredAt);
  await end();
  expect((await submitted(system)).map(({ tenantId }) => tenantId)).toEqual(["acme"]);
});

test("a run whose job the broker got and did not confirm is submitted again under the same id", async () => {
  const system = await setup();
  const { schedules, name } = await scheduled(system, { cron: "0 * * * *" });
  await moveBack(system, 5 * hourMs);
  const { proxy, connection } = await proxiedBroker(system);
  const { end } = await leader(system, connection, () => proxy.swallowAnswers());
  await eventually("the job to be there", async () => (await submitted(system)).length > 0);
  proxy.passAnswers();
  await eventually("the claim to be settled", async () => (await schedules.find(name))?.lastFiredAt);
  await end();
  const jobs = await submitted(system);
  expect(jobs.length).toBeGreaterThan(1);
  expect(new Set(jobs.map(({ jobId }) => jobId)).size).toBe(1);
});

test("a claim whose answer was lost is the leader's own, and is submitted at once", async () => {
  const system = await setup();
  const { schedules, name } = await scheduled(system, { cron: "0 * * * *" });
  await moveBack(system, 5 * hourMs);
  const { proxy, storage } = await proxiedStorage(system);
  proxy.strike((method, path) => method === "PUT" && path.includes("Schedules"), { kind: "lose-answer" });
  const { end } = await leader({ storage, logger: system.logger }, system.connection);
  // Sooner than a claim of somebody else would be taken over.
  await eventually("the run", async () => (await schedules.find(name))?.lastFiredAt, { withinMs: 5000 });
  await end();
  expect(proxy.struck).toBe(1);
  expect(await submitted(system)).toHaveLength(1);
});

test("without schedules a leader reads once in ten seconds", async () => {
  const system = await setup();
  const requests = new RequestCounter();
  const { namespace, logger } = system;
  const connectionString = system.env["AZURE_STORAGE_CONNECTION_STRING"] ?? "";
  const storage = new Storage({ connectionString, namespace, requests, logger });
  const startedAt = performance.now();
  const { end } = await leader({ storage, logger }, system.connection);
  await eventually("a second read", () => requests.counts["schedules"] === 2);
  expect(performance.now() - startedAt).toBeGreaterThan(9000);
  await end();
});

async function scheduled(system: TestSystem, request: Partial<ScheduleRequest>) {
  const schedules = new Schedules(system.storage);
  const schedule = await schedules.create(scheduleRequestSchema.parse({ job: { type: "probe" }, ...request }));
  if (!schedule) throw new Error("The schedule was there before");
  return { schedules, name: { tenantId: schedule.tenantId, scheduleId: schedule.scheduleId } };
}

/** As after hours without a leader. */
async function moveBack({ storage }: TestSystem, ms: number, tenantId = "default"): Promise<void> {
  for await (const row of storage.schedules.listEntities<{ NextAt: string }>()) {
    if (row.partitionKey !== tenantId) continue;
    const NextAt = new Date(new Date(row.NextAt).getTime() - ms).toISOString();
    const { partitionKey = "", rowKey = "" } = row;
    await storage.schedules.updateEntity({ partitionKey, rowKey, NextAt }, "Merge");
  }
}

/** The duty of a leader in its term; `meanwhile` comes between its connecting and its term. */
async function leader(
  { storage, logger }: Pick<TestSystem, "storage" | "logger">,
  connection: BrokerConnection,
  meanwhile: () => void | Promise<void> = () => undefined,
) {
  const client = new JobClient(connection, { waitMs: 1000, confirmMs: 1000, tries: 1 });
  await client.start();
  const duty = new ScheduleDuty({ fires: new ScheduleFires(storage), client, clock: storage.clock, logger });
  await meanwhile();
  const over = new AbortController();
  const ended = duty.fireUntilOver({ fence: 1, lost: over.signal, stopping: over.signal });
  const end = async () => {
    over.abort();
    await ended;
  };
  onTestFinished(end);
  return { end, lookSoon: () => duty.lookSoon() };
}

/** A leader claims what is due, cannot reach the broker, and its term ends. */
async function claimedInVain(
  system: TestSystem,
  schedules: Schedules,
  name: Awaited<ReturnType<typeof scheduled>>["name"],
) {
  const { proxy, connection } = await proxiedBroker(system);
  const { end } = await leader(system, connection, () => proxy.stop());
  const claimed = await eventually("a claim", async () => {
    const found = await schedules.find(name);
    return found?.pendingFire && found;
  });
  await end();
  expect(await schedules.find(name)).toMatchObject({ pendingFire: claimed.pendingFire });
  return claimed;
}

async function proxiedStorage({ env, namespace, logger }: TestSystem) {
  const { proxy, connectionString } = await proxied(env["AZURE_STORAGE_CONNECTION_STRING"] ?? "", "Table");
  return { proxy, storage: new Storage({ connectionString, namespace, logger }) };
}

async function proxiedBroker(system: TestSystem) {
  const proxy = new SwallowingProxy(system.env["AMQP_URL"] ?? "");
  const { namespace, logger } = system;
  const connection = new BrokerConnection({ url: await proxy.start(), namespace, name: "leader", logger });
  await connection.start();
  onTestFinished(async () => {
    await proxy.stop();
    await connection.close();
  });
  expect(await connection.ready(10_000)).toBe(true);
  return { proxy, connection };
}

/** The jobs on the queue, oldest first; they stay there. */
async function submitted(system: TestSystem): Promise<Job[]> {
  const channel = await system.connection.model?.createChannel();
  const jobs: Job[] = [];
  for (;;) {
    const message = await channel?.get(brokerNames(system.namespace).jobs);
    if (!message) break;
    jobs.push(JSON.parse(message.content.toString()) as Job);
  }
  // What is not acknowledged goes back.
  await channel?.close();
  return jobs;
}
