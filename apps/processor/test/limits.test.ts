import type { JobRequest } from "@baton/contracts";
import { Circuits, type LedgerEvent, Markers } from "@baton/store";
import { eventually, readProbe, setup, type TestSystem } from "@baton/testing";
import { expect, test } from "vitest";

const guarded = (way: string, more: Partial<JobRequest> = {}) => ({ type: "guarded", payload: { way }, ...more });

test("a circuit that is open holds its type back, spends no attempt, lets other types go, and closes by probes", async () => {
  const system = await setup();
  await Promise.all([system.startWorker("worker-1"), system.startWorker("worker-2")]);
  for (const lockKey of ["a", "b", "a"]) await system.ended(await system.submit(guarded("fail", { lockKey })));
  const circuits = new Circuits(system.storage);
  const open = await eventually("the circuit to be open for every worker", async () => {
    const circuit = await circuits.state("guarded");
    // What a worker has read holds for a second.
    return circuit?.phase === "open" && system.storage.clock.now().getTime() > circuit.changedAt + 1000 && circuit;
  });

  const waiting = await Promise.all(
    ["a", "a", "b", "c"].map((lockKey) => system.submit(guarded("succeed", { lockKey }))),
  );
  const other = await system.submit({ type: "probe", lockKey: "a" });
  expect((await system.ended(other)).job.status).toBe("Completed");
  const { job } = await system.until("held back", waiting[0] ?? "", (detail) => detail.job.waiting !== undefined);
  expect(job.waiting).toEqual({ kind: "circuit-open", type: "guarded", until: isoOf(open.openUntil) });
  expect(job.attempts).toBe(0);
  const due = await eventually("the marker to be postponed", () => markerOf(system, "k.default.a", open.openUntil));
  expect(due).toBe(open.openUntil);

  for (const jobId of waiting) {
    const { job: ended, events } = await system.ended(jobId);
    expect(ended).toMatchObject({ status: "Completed", attempts: 1 });
    const started = events.find(({ status }) => status === "Started")?.occurredAt ?? "";
    expect(Date.parse(started)).toBeGreaterThanOrEqual(open.openUntil);
  }
  expect((await circuits.state("guarded"))?.phase).toBe("closed");
  await system.verifyAll();
});

test("a job that is wrong in itself opens no circuit", async () => {
  const system = await setup();
  await system.startWorker("worker-1");
  for (let job = 1; job <= 5; job += 1) await system.ended(await system.submit(guarded("refuse")));
  expect((await system.ended(await system.submit(guarded("succeed")))).job.status).toBe("Completed");
  expect((await new Circuits(system.storage).state("guarded"))?.openings ?? 0).toBe(0);
});

test("however many jobs an open circuit holds back, those behind them go on, and the wait asks storage for nothing", async () => {
  const system = await setup();
  await system.startWorker("worker-1");
  const type = "guarded-for-long";
  const failed = await system.submit({ type, payload: { way: "fail" } });
  await system.until("to be tried again", failed, ({ job }) => job.status === "Retrying");
  const held = await Promise.all(Array.from({ length: 250 }, () => system.submit({ type })));
  const behind = await system.submit({ type: "probe" });
  expect((await system.ended(behind)).job.status).toBe("Completed");
  // Also one that has been tried before, and whose next attempt is due.
  const { job } = await system.until("held back", failed, (detail) => detail.job.waiting?.kind === "circuit-open");
  expect(job).toMatchObject({ status: "Retrying", attempts: 1 });

  const until = (await new Circuits(system.storage).state(type))?.openUntil ?? 0;
  await eventually("the marker to be postponed", () => markerOf(system, "k.default.default", until));
  const before = await usageAfterBeat(system);
  const after = await usageAfterBeat(system);
  for (const kind of ["inbox", "ledger", "ledger-read", "limits", "blobs"]) expect(after[kind]).toBe(before[kind]);
  const last = await system.reader.findJob(held.at(-1) ?? "");
  expect(last?.job).toMatchObject({ attempts: 0, waiting: { kind: "circuit-open", type } });
});

test("in a key whose order is strict, nothing passes a job that an open circuit holds back", async () => {
  const system = await setup();
  await system.startWorker("worker-1");
  await system.ended(await system.submit({ type: "guarded-in-order", payload: { way: "fail" } }));
  const held = await system.submit({ type: "guarded-in-order" });
  const behind = await system.submit({ type: "probe" });
  const { job } = await system.until("held back", held, (detail) => detail.job.waiting?.kind === "circuit-open");
  expect(job.attempts).toBe(0);
  await Promise.all([system.ended(held), system.ended(behind)]);
  const started = (await system.ledger()).filter(({ status }) => status === "Started");
  expect(started.map(({ jobId }) => jobId).slice(1)).toEqual([held, behind]);
});

test("no more jobs of a type start in any second than its limit allows, in all workers and keys together", async () => {
  const system = await setup();
  await Promise.all([system.startWorker("worker-1"), system.startWorker("worker-2")]);
  const jobs = await Promise.all(
    Array.from({ length: 24 }, (_, at) => system.submit({ type: "rated", lockKey: `key-${at % 6}` })),
  );
  const said = await system.until("held back", jobs.at(-1) ?? "", ({ job }) => job.waiting?.kind === "rate-limited");
  expect(said.job.waiting).toMatchObject({ scope: "type" });
  for (const jobId of jobs) expect((await system.ended(jobId)).job).toMatchObject({ status: "Completed", attempts: 1 });
  const starts = startsIn(system);
  expect(starts).toHaveLength(24);
  expect(mostWithin(starts, 1000)).toBeLessThanOrEqual(6);
  // Held back, but not by more than there is: 24 jobs are five windows.
  expect((starts.at(-1) ?? 0) - (starts[0] ?? 0)).toBeLessThan(15_000);
  await system.verifyAll();
});

test("a limit in each key holds back that key alone, and other types in it go on", async () => {
  const system = await setup();
  await Promise.all([system.startWorker("worker-1"), system.startWorker("worker-2")]);
  const inKey = (lockKey: string) =>
    Promise.all(Array.from({ length: 7 }, () => system.submit({ type: "rated-per-key", lockKey })));
  const [slow, other] = await Promise.all([inKey("slow"), inKey("other")]);
  const free = await system.submit({ type: "probe", lockKey: "slow" });
  const said = await system.until("held back", slow.at(-1) ?? "", ({ job }) => job.waiting?.kind === "rate-limited");
  expect(said.job.waiting).toMatchObject({ scope: "key" });
  for (const jobId of [...slow, ...other, free]) await system.ended(jobId);
  for (const lockKey of ["slow", "other"]) {
    const ledger = await system.ledger(lockKey);
    const starts = ledger.filter(({ status, jobId }) => status === "Started" && jobId !== free).map(timeOf);
    expect(starts).toHaveLength(7);
    expect(mostWithin(starts, 1500)).toBeLessThanOrEqual(4);
  }
  const order = (await system.ledger("slow")).filter(({ status }) => status === "Started").map(({ jobId }) => jobId);
  expect(order.indexOf(free)).toBeLessThan(7);
});

function startsIn({ env }: TestSystem): number[] {
  const lines = readProbe(env["PROBE_FILE"] ?? "").filter(({ event }) => event === "start");
  return lines.map(({ atMs }) => atMs).sort((one, other) => one - other);
}

function mostWithin(starts: number[], ms: number): number {
  return Math.max(...starts.map((from) => starts.filter((at) => at >= from && at < from + ms).length));
}

async function markerOf({ storage }: TestSystem, keyId: string, dueAt: number) {
  const marker = await new Markers(storage).read(keyId);
  return marker?.dueAt.getTime() === dueAt ? dueAt : undefined;
}

/** What the worker has asked of storage, as its next beat tells. */
async function usageAfterBeat({ registry }: TestSystem): Promise<Record<string, number>> {
  const beat = async () => (await registry.live())[0];
  const first = await beat();
  const next = await eventually("a beat", async () => {
    const row = await beat();
    return row && row.beatAt !== first?.beatAt ? row : undefined;
  });
  return next.usage.storageRequests;
}

function timeOf({ occurredAt }: LedgerEvent): number {
  return Date.parse(occurredAt);
}

function isoOf(time: number): string {
  return new Date(time).toISOString();
}
