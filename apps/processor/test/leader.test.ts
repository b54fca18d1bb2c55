import { type HolderInfo, LockStore } from "@baton/lease";
import { CheckpointLog, parseLine } from "@baton/store";
import { type AppProcess, eventually, setup, type TestSystem } from "@baton/testing";
import { expect, test } from "vitest";

const leaseMs = 15_000;
/** A candidate stands every 10 to 15 s. */
const standMs = 15_000;
const everySecond = { CHECKPOINT_SECONDS: "1" };

test("the leader signs what has changed, and the record verifies up to there", async () => {
  const system = await setup();
  await system.startWorker("worker-1", everySecond);
  await runJob(system);
  expect((await allSigned(system)).checkpoints).toMatchObject({ trust: "given-key" });
});

test("when leader and parent are killed, another worker goes on with the lines after the lease", async () => {
  const { system, leader, other } = await twoWorkers();
  const before = await newestLine(system);
  await killWithChild(system, leader);
  await runJob(system);
  const holder = await eventually("another leader", () => leaderOf(system, other.name), {
    withinMs: leaseMs + standMs + 10_000,
  });
  await allSigned(system);
  const after = await newestLine(system);
  expect(after.n).toBeGreaterThan(before.n);
  expect([before.term, after.term]).toEqual([1, holder.fence]);
});

test("a leader that was frozen past its lease finds another in its place, and the lines stay one chain", async () => {
  const { system, leader, other } = await twoWorkers();
  const frozen = await system.childPid(leader.name);
  process.kill(frozen, "SIGSTOP");
  await eventually("another leader", () => leaderOf(system, other.name), { withinMs: leaseMs + standMs + 10_000 });
  await runJob(system);
  await allSigned(system);
  process.kill(frozen, "SIGCONT");
  await eventually("the frozen one to see that its term is over", () => leader.log.includes("leader no longer"));
  await runJob(system);
  await allSigned(system);
  expect((await newestLine(system)).term).toBe(2);
});

test("when only the leader's working child dies, its parent gives the lock back for the next to take", async () => {
  const { system, leader } = await twoWorkers();
  process.kill(await system.childPid(leader.name), "SIGKILL");
  const isGivenBack = async () => (await holderOf(system))?.fence !== 1;
  await eventually("the lock to be given back", isGivenBack, { withinMs: 5000 });
  await runJob(system);
  await eventually("a second term", async () => (await holderOf(system))?.fence === 2, { withinMs: standMs + 5000 });
  await allSigned(system);
});

test("a leader that is stopped gives the lock back, and leaves whole lines", async () => {
  const system = await setup();
  const worker = await system.startWorker("worker-1", everySecond);
  await eventually("a leader", () => holderOf(system));
  await runJob(system);
  expect(await worker.end("SIGTERM")).toBe(0);
  expect(await holderOf(system)).toBeUndefined();
  await system.verifyAll();
});

test("what a leader has not signed when it stops, the next one signs first", async () => {
  const system = await setup();
  const first = await system.startWorker("worker-1", { CHECKPOINT_SECONDS: "3600" });
  await eventually("the first line", () => newestLine(system).catch(() => undefined));
  await runJob(system);
  expect(await first.end("SIGTERM")).toBe(0);
  expect((await system.verifyAll()).younger).toHaveLength(1);
  await system.startWorker("worker-2", { CHECKPOINT_SECONDS: "3600" });
  await allSigned(system);
});

async function twoWorkers() {
  const system = await setup();
  const leader = await system.startWorker("worker-1", everySecond);
  await eventually("a leader", () => leaderOf(system, leader.name));
  const other = await system.startWorker("worker-2", everySecond);
  await runJob(system);
  await allSigned(system);
  return { system, leader, other };
}

async function runJob(system: TestSystem): Promise<void> {
  await system.ended(await system.submit({ type: "probe", payload: { steps: 2 } }));
}

function allSigned(system: TestSystem) {
  return eventually("everything to be signed", async () => {
    const report = await system.verifyAll();
    return report.checked.events > 0 && report.younger.length === 0 ? report : undefined;
  });
}

async function newestLine({ storage }: TestSystem) {
  const lines = await Array.fromAsync(new CheckpointLog(storage).lines());
  const line = parseLine(lines.at(-1) ?? "");
  if (!line) throw new Error("There is no line");
  return line;
}

function holderOf(system: TestSystem): Promise<HolderInfo | undefined> {
  const locks = new LockStore({
    connectionString: system.env["AZURE_STORAGE_CONNECTION_STRING"] ?? "",
    namespace: system.namespace,
    lockContainer: "job-locks",
    leaseSeconds: 15,
    identity: { workerId: "test", incarnation: "test", host: "test" },
    journal: { note: async () => undefined, over: () => undefined },
    logger: system.logger,
  });
  return locks.holder("~leader");
}

async function leaderOf(system: TestSystem, workerId: string): Promise<HolderInfo | undefined> {
  const holder = await holderOf(system);
  return holder?.workerId === workerId ? holder : undefined;
}

/** Kills parent and child at once: stopped first, so that neither sees the other die. */
async function killWithChild(system: TestSystem, worker: AppProcess): Promise<void> {
  const child = await system.childPid(worker.name);
  worker.signal("SIGSTOP");
  process.kill(child, "SIGSTOP");
  worker.signal("SIGKILL");
  process.kill(child, "SIGKILL");
}
