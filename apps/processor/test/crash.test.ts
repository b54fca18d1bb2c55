import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { EventStatus, JobDetail } from "@baton/contracts";
import { monotonicNow } from "@baton/lease";
import { identifyProcess, pause } from "@baton/runtime";
import type { LedgerEvent } from "@baton/store";
import { type AppProcess, eventually, readProbe, setup, type TestSystem } from "@baton/testing";
import { expect, test } from "vitest";

const leaseMs = 15_000;
const steps = 15;

test("after kill -9 of parent and child another worker goes on from the last recorded step, within the lease and 2 s", async () => {
  const { system, jobId, victim, other } = await runningJob();
  const killedAt = monotonicNow();
  await killWithChild(system, victim);
  const resumed = await system.until("resumed", jobId, hasEvent("Resumed"), leaseMs + 10_000);
  const restart = await eventually("the next attempt", () => startOf(system, 2));
  expect(restart.atMs - killedAt).toBeLessThan(leaseMs + 2000);

  const { job, events } = await system.ended(jobId);
  expect(job).toMatchObject({ status: "Completed", attempts: 2, workerId: other.name, result: { steps } });

  // What is recorded never runs again; only the step that was under way at the kill may have begun twice.
  const recordedBefore = resumed.events.filter((event) => event.status === "Step").map((event) => event.step);
  expect(recordedBefore.length).toBeGreaterThanOrEqual(4);
  const ranAgain = readProbe(system.env["PROBE_FILE"] ?? "").filter(
    (line) => line.attempt === 2 && line.event === "step",
  );
  for (const step of recordedBefore) expect(ranAgain.map((line) => line.step)).not.toContain(step);
  expect(events.filter((event) => event.status === "Step").map((event) => event.step)).toEqual(
    Array.from({ length: steps }, (_, at) => `step ${at + 1}`),
  );

  const interrupted = events.find((event) => event.status === "Interrupted");
  expect(interrupted?.data).toMatchObject({ by: "worker-lost", workerId: victim.name });
  const resumedEvent = events.find((event) => event.status === "Resumed");
  expect(resumedEvent?.data).toMatchObject({ previousFence: 1, fence: 2, previousWorkerId: victim.name });

  // The dead worker's last entries are in the lists, too: whoever came next filled the gap.
  const ledger = await system.ledger();
  await eventually("every entry up to the end to be listed", async () => {
    const listed = new Set((await system.reader.newestEvents(200)).map((event) => event.hash));
    return ledger.every((event) => listed.has(event.hash));
  });
});

test("when only the working child dies, its parent gives the lock back and another worker goes on within 1.5 s", async () => {
  const { system, jobId } = await runningJob(60);
  const takeovers: number[] = [];
  for (let attempt = 1; attempt <= 3; attempt += 1) {
    const { job } = await system.until("a step of this attempt", jobId, hasStepOf(attempt));
    const workerId = job.workerId ?? "";
    const pid = await system.childPid(workerId);
    const killedAt = monotonicNow();
    process.kill(pid, "SIGKILL");
    const resumed = await eventually("the next attempt", () => startOf(system, attempt + 1));
    takeovers.push(resumed.atMs - killedAt);
    await eventually("a new child", async () => (await system.childPid(workerId)) !== pid);
  }
  // The machine may be busy with other things for once.
  expect(takeovers.toSorted((one, other) => one - other)[1]).toBeLessThan(1500);

  const { job, events } = await system.ended(jobId);
  expect(job).toMatchObject({ status: "Completed", attempts: 4 });
  expect(events.filter((event) => event.status === "Step")).toHaveLength(60);
  await system.ledger();
});

test("all keys that a dead working child held are taken by other workers at once", async () => {
  const system = await setup();
  const victim = await system.startWorker("worker-1");
  // As many as there are other workers: each of these jobs is to run alone the next time.
  const lockKeys = ["one", "two"];
  const payload = { steps: 40, stepMs: 300 };
  const jobIds = await Promise.all(lockKeys.map((lockKey) => system.submit({ type: "probe", lockKey, payload })));
  for (const jobId of jobIds) await system.until("a step recorded", jobId, hasEvent("Step"));
  await Promise.all([system.startWorker("worker-2"), system.startWorker("worker-3")]);
  // Until both have asked for each of them and were told who holds it: nobody else can see that.
  await pause(4000);
  const killedAt = Date.now();
  process.kill(await system.childPid(victim.name), "SIGKILL");
  for (const jobId of jobIds)
    expect((await system.ended(jobId)).job).toMatchObject({ status: "Completed", attempts: 2 });

  for (const lockKey of lockKeys) {
    const [, next] = (await system.ledger(lockKey)).filter(({ status }) => status === "LockAcquired");
    expect(next?.workerId).toMatch(/^worker-[23]$/);
    // Threads and a new child start meanwhile.
    expect(Date.parse(next?.occurredAt ?? "") - killedAt).toBeLessThan(4000);
  }
});

test("a worker that is alone goes on with its own jobs when its working child has died", async () => {
  const system = await setup();
  const worker = await system.startWorker("worker-1");
  const jobId = await system.submit({ type: "probe", payload: { steps: 20, stepMs: 200 } });
  await system.until("a step recorded", jobId, hasEvent("Step"));
  const killedAt = monotonicNow();
  process.kill(await system.childPid(worker.name), "SIGKILL");
  const resumed = await eventually("the next attempt", () => startOf(system, 2));
  expect(resumed.atMs - killedAt).toBeLessThan(6000);
  expect((await system.ended(jobId)).job).toMatchObject({ status: "Completed", attempts: 2, workerId: "worker-1" });
  await system.ledger();
});

test("what a job has started is ended with the child that ran it, before anyone else gets its key", async () => {
  const system = await setup();
  const worker = await system.startWorker("worker-1");
  const pidFile = join(system.folder, "spawned.pid");
  const jobId = await system.submit({ type: "leave-behind", payload: { pidFile } });
  const spawned = await eventually("the job's own processes", () => {
    const pids = existsSync(pidFile) ? readFileSync(pidFile, "utf8").trim().split("\n").map(Number) : [];
    return pids.length === 2 && pids;
  });
  process.kill(await system.childPid(worker.name), "SIGKILL");
  await system.until("resumed", jobId, hasEvent("Resumed"));
  expect(spawned.filter((pid) => identifyProcess(pid))).toEqual([]);
});

test("SIGTERM lets a running job be interrupted on the record, and another worker goes on at once", async () => {
  const { system, jobId, victim } = await runningJob();
  expect(await victim.end("SIGTERM")).toBe(0);
  await system.until("resumed", jobId, hasEvent("Resumed"));
  const [released, acquired] = await eventually("the next hold", async () => {
    const holds = (await system.ledger()).filter(
      ({ status }) => status === "LockReleased" || status === "LockAcquired",
    );
    return holds.length > 2 && holds.slice(1);
  });
  // Two processes of one machine: their clocks agree.
  expect(timeBetween(released, acquired)).toBeLessThan(1000);

  const { job, events } = await system.ended(jobId);
  expect(job.status).toBe("Completed");
  expect(events.find((event) => event.status === "Interrupted")?.data).toEqual({ by: "shutdown" });
  expect(events.filter((event) => event.status === "Step")).toHaveLength(steps);
  await system.ledger();
});

function timeBetween(one: LedgerEvent | undefined, other: LedgerEvent | undefined): number {
  return Date.parse(other?.occurredAt ?? "") - Date.parse(one?.occurredAt ?? "");
}

function hasStepOf(attempt: number) {
  return ({ events }: JobDetail) => events.some((event) => event.status === "Step" && event.attempt === attempt);
}

function startOf(system: TestSystem, attempt: number, jobId?: string) {
  const lines = readProbe(system.env["PROBE_FILE"] ?? "");
  return lines.find(
    (line) => line.event === "start" && line.attempt === attempt && (jobId === undefined || line.jobId === jobId),
  );
}

/** Two workers, and a job that one of them, the victim, runs and has recorded some steps of. */
async function runningJob(stepCount = steps) {
  const system = await setup();
  const workers = await Promise.all([system.startWorker("worker-1"), system.startWorker("worker-2")]);
  const jobId = await system.submit({ type: "probe", payload: { steps: stepCount, stepMs: 300 } });
  const isUnderWay = ({ events }: JobDetail) => events.filter((event) => event.status === "Step").length >= 4;
  const { job } = await system.until("a few steps recorded", jobId, isUnderWay);
  const victim = workers.find(({ name }) => name === job.workerId);
  const other = workers.find(({ name }) => name !== job.workerId);
  if (!victim || !other) throw new Error(`The job runs in ${job.workerId}`);
  return { system, jobId, victim, other };
}

/** Kills parent and child at once: stopped first, so that neither sees the other die. */
async function killWithChild(system: TestSystem, worker: AppProcess): Promise<void> {
  const child = await system.childPid(worker.name);
  worker.signal("SIGSTOP");
  process.kill(child, "SIGSTOP");
  worker.signal("SIGKILL");
  process.kill(child, "SIGKILL");
}

function hasEvent(status: EventStatus) {
  return ({ events }: JobDetail) => events.some((event) => event.status === status);
}
