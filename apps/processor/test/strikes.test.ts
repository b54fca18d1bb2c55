import type { JobDetail } from "@baton/contracts";
import { monotonicNow } from "@baton/lease";
import { eventually, type ProbeLine, readProbe, setup, type TestSystem } from "@baton/testing";
import { expect, test } from "vitest";

const forLong = { steps: 1, stepMs: 600_000 };
const poisonous = "Dead-lettered after 3 attempts that took their thread or worker with them";

test("a job that takes its thread with it three times is dead-lettered, however often it may fail", async () => {
  const system = await setup();
  await system.startWorker("worker-1");
  const backoff = { initialMs: 100, factor: 1 };
  const jobId = await system.submit({ type: "misbehave", payload: { way: "exit" }, maxAttempts: 10, backoff });
  const { job, events } = await system.ended(jobId);
  expect(job).toMatchObject({ status: "DeadLettered", attempts: 3 });
  expect(events.filter(({ status }) => status === "Failed").map(({ data }) => data)).toEqual(
    Array.from({ length: 3 }, () => expect.objectContaining({ strike: true })),
  );
  expect(events.at(-1)).toMatchObject({ message: poisonous, data: { strikes: 3 } });
  await system.ledger();
});

test("a job whose worker dies beside another's runs alone from then on, and three deaths alone are its end", async () => {
  const system = await setup();
  await system.startWorker("worker-1");
  const poison = await system.submit({ type: "probe", lockKey: "a", payload: forLong });
  const innocent = await system.submit({ type: "probe", lockKey: "b", payload: { steps: 4, stepMs: 700 } });
  await eventually("both to run", () => startsOf(system, poison).length + startsOf(system, innocent).length === 2);
  const killedAt = [await killChild(system)];
  const others = [innocent];
  for (let attempt = 2; attempt <= 4; attempt += 1) {
    others.push(
      await system.submit({ type: "probe", lockKey: `other-${attempt}`, payload: { steps: 2, stepMs: 300 } }),
    );
    await eventually(`attempt ${attempt}`, () => startsOf(system, poison).length === attempt);
    others.push(await system.submit({ type: "probe", lockKey: `late-${attempt}` }));
    killedAt.push(await killChild(system));
  }

  const { job, events } = await system.ended(poison);
  expect(job).toMatchObject({ status: "DeadLettered", attempts: 4 });
  const interruptions = events.filter(({ status }) => status === "Interrupted");
  expect(interruptions.map(({ data }) => (data as { strike?: true }).strike)).toEqual([undefined, true, true, true]);
  expect(events.at(-1)).toMatchObject({ status: "DeadLettered", message: poisonous, data: { strikes: 3 } });
  for (const jobId of others) expect((await system.ended(jobId)).job.status).toBe("Completed");
  const runsAlone = startsOf(system, poison).slice(1);
  for (const [at, { atMs }] of runsAlone.entries()) {
    expect(startsBetween(system, atMs, killedAt[at + 1] ?? 0)).toEqual([]);
    expect(runningAt(system, atMs, killedAt)).toEqual([]);
  }

  const awaitStarts = readProbe(system.env["PROBE_FILE"] ?? "").filter(({ event }) => event === "start").length + 2;
  const payload = { steps: 1, awaitStarts };
  const together = ["x", "y"].map((lockKey) => system.submit({ type: "probe", lockKey, payload }));
  for (const jobId of together) expect((await system.ended(await jobId)).job.status).toBe("Completed");
  await system.verifyAll();
});

test("a job that gets further in each attempt ends well, however often its worker dies", async () => {
  const system = await setup();
  await system.startWorker("worker-1");
  const jobId = await system.submit({ type: "probe", payload: { steps: 15, stepMs: 400 } });
  for (let attempt = 1; attempt <= 5; attempt += 1) {
    await system.until(`a step of attempt ${attempt}`, jobId, hasStepOf(attempt));
    await killChild(system);
  }
  const { job, events } = await system.ended(jobId, 60_000);
  expect(job).toMatchObject({ status: "Completed", attempts: 6, result: { steps: 15 } });
  expect(events.filter(({ data }) => (data as { strike?: true } | undefined)?.strike)).toEqual([]);
  expect(events.filter(({ status }) => status === "Step")).toHaveLength(15);
  await system.ledger();
});

test("while a job must be alone in its worker, another worker runs other keys", async () => {
  const system = await setup();
  await system.startWorker("worker-1");
  const suspects = ["a", "b"].map((lockKey) => system.submit({ type: "probe", lockKey, payload: forLong }));
  const jobIds = await Promise.all(suspects);
  await eventually("both to run", () => jobIds.every((jobId) => startsOf(system, jobId).length === 1));
  await killChild(system);
  await eventually("one of them to run again", () => jobIds.some((jobId) => startsOf(system, jobId).length === 2));
  await system.startWorker("worker-2");
  await eventually("the other one to run there", () => jobIds.every((jobId) => startsOf(system, jobId).length === 2));
  const workers = await Promise.all(jobIds.map(async (jobId) => (await system.reader.findJob(jobId))?.job.workerId));
  expect(workers.toSorted()).toEqual(["worker-1", "worker-2"]);
});

/** @returns when, on the clock of the probe's lines. The new child is there by then. */
async function killChild(system: TestSystem): Promise<number> {
  const pid = await system.childPid("worker-1");
  const atMs = monotonicNow();
  process.kill(pid, "SIGKILL");
  await eventually("a new child", async () => (await system.childPid("worker-1")) !== pid);
  return atMs;
}

function linesOf(system: TestSystem): ProbeLine[] {
  return readProbe(system.env["PROBE_FILE"] ?? "");
}

function startsOf(system: TestSystem, ofJob: string): ProbeLine[] {
  return linesOf(system).filter(({ event, jobId }) => event === "start" && jobId === ofJob);
}

/** What began after one moment and before another. */
function startsBetween(system: TestSystem, afterMs: number, beforeMs: number): ProbeLine[] {
  return linesOf(system).filter(({ event, atMs }) => event === "start" && atMs > afterMs && atMs < beforeMs);
}

/** What had begun and not ended at a moment; all that ran at a kill has ended with it. */
function runningAt(system: TestSystem, nowMs: number, kills: number[]): ProbeLine[] {
  const lastKill = Math.max(...kills.filter((atMs) => atMs < nowMs));
  const lines = linesOf(system).filter(({ atMs }) => atMs > lastKill && atMs < nowMs);
  const hasEnded = ({ jobId }: ProbeLine) => lines.some((line) => line.event === "end" && line.jobId === jobId);
  return lines.filter((line) => line.event === "start" && !hasEnded(line));
}

function hasStepOf(attempt: number) {
  return ({ events }: JobDetail) => events.some((event) => event.status === "Step" && event.attempt === attempt);
}
