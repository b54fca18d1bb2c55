import { newJobId } from "@baton/contracts";
import { AuditReader, ReadModelRebuild, StatsReader, StatsRollUp } from "@baton/store";
import { eventually, setup, type TestSystem } from "@baton/testing";
import { expect, test } from "vitest";
import { baton } from "./baton-process.ts";

const running = new AbortController().signal;

test("deleted read models are rebuilt from ledgers and inbox: every list says what it said before, twice over", async () => {
  const system = await setup();
  const worker = await system.startWorker("worker-1", { HOLD_LINGER_MS: "0" });
  await recordAllKinds(system);
  await worker.end();
  const before = await lists(system);
  expect(before.jobs.length).toBeGreaterThan(8);
  expect(before.jobs.filter(({ progress }) => progress)).toHaveLength(1);
  expect(before.deadLetters).toHaveLength(3);
  expect(before.actions.length).toBeGreaterThan(4);
  expect(before.stats.jobs).toBeGreaterThan(5);

  const { index, feed, stats, expiry } = system.storage;
  for (const table of [index, feed, stats, expiry]) await table.deleteTable();
  const first = await baton(system.env, "rebuild", "--json");
  expect(first).toMatchObject({ code: 0, err: "" });
  expect(JSON.parse(first.out)).toMatchObject({ whole: true, waiting: 3 });
  expect(await lists(system)).toEqual(before);

  expect(await baton(system.env, "rebuild")).toMatchObject({ code: 0, out: expect.stringMatching(/^Rebuilt: /) });
  expect(await lists(system)).toEqual(before);

  // A long ledger is read in pieces: wherever it is cut, lists say the same.
  for (const table of [index, feed, stats, expiry]) await table.deleteTable();
  await new ReadModelRebuild(system.storage).run({ eventsPerPiece: 3 });
  expect(await lists(system)).toEqual(before);
});

test("a rebuild runs beside workers, and what they record meanwhile is listed, too", async () => {
  const system = await setup();
  await system.startWorker("worker-1");
  const before = await Promise.all([1, 2, 3].map(() => system.submit({ type: "probe", payload: { steps: 2 } })));
  for (const jobId of before) await system.ended(jobId);
  const long = await system.submit({ type: "probe", payload: { steps: 1, stepMs: 60_000 } });
  await system.until("it runs", long, ({ job }) => job.status === "Running");

  for (const table of [system.storage.index, system.storage.feed]) await table.deleteTable();
  const rebuilding = baton(system.env, "rebuild");
  const after = await system.submit({ type: "probe", lockKey: "other", payload: { steps: 1 } });
  expect(await rebuilding).toMatchObject({ code: 0 });
  await system.ended(after);
  const wanted = [...[...before, after].map((jobId) => [jobId, "Completed"]), [long, "Running"]].toSorted();
  await eventually("every job to be listed as it stands", async () => {
    const { jobs } = await system.reader.search({}, 100);
    return JSON.stringify(jobs.map(({ jobId, status }) => [jobId, status]).toSorted()) === JSON.stringify(wanted);
  });
});

test("nothing is rebuilt where nothing is stored", async () => {
  const system = await setup();
  const elsewhere = { ...system.env, BATON_NAMESPACE: `${system.namespace}x` };
  expect(await baton(elsewhere, "rebuild")).toMatchObject({ code: 2, err: expect.stringContaining("Nothing") });
});

/** Completed, replayed, cancelled, dead-lettered and discarded jobs; some that wait and some that are for later. */
async function recordAllKinds(system: TestSystem): Promise<void> {
  const order = async (...args: string[]) => expect((await baton(system.env, ...args)).code, args.join(" ")).toBe(0);
  const acme = { tenantId: "acme", lockKey: "imports" };
  const completed = await system.submit({ type: "demo", payload: { steps: 4, stepMs: 5 }, submittedBy: "olaf" });
  const large = await system.submit({ type: "large", ...acme, priority: 3 });
  const kept = await system.submit({ type: "probe", payload: { steps: 1 }, resultTtl: 3600, correlationId: "c-1" });

  const failing = { type: "misbehave", payload: { way: "throwAtLength" } };
  const dead = await system.submit({ ...failing, maxAttempts: 2, backoff: { initialMs: 1, factor: 1, maxMs: 1 } });
  const replayed = await system.submit({ ...failing, maxAttempts: 1 });
  const discarded = await system.submit({ ...failing, maxAttempts: 1, lockKey: "other" });
  for (const jobId of [completed, large, kept, dead, replayed, discarded]) await system.ended(jobId);
  await Promise.all([
    order("replay", completed, "--reason", "again"),
    order("replay", replayed, "--reason", "once more"),
    order("discard", discarded, "--reason", "seen"),
    order("pause", "night", "--reason", "audit"),
  ]);
  const first = await system.submit({ type: "probe", lockKey: "night" });
  const second = await system.submit({ type: "probe", lockKey: "night", priority: 2 });
  const third = await system.submit({ type: "probe", lockKey: "night", jobId: newJobId() });
  await system.submit({ type: "probe", lockKey: "later", delayMs: 3_600_000 });
  for (const jobId of [first, second, third])
    await system.until("it waits", jobId, ({ job }) => job.waiting?.kind === "paused");
  await Promise.all([order("cancel", third, "--reason", "not needed"), order("priority", first, "7")]);
  // All that has an end to come.
  await eventually("every job to have ended or to wait", async () => {
    const { jobs } = await system.reader.search({}, 100);
    return (
      jobs.length === 12 &&
      jobs.every(({ status, lockKey }) => status !== "Running" && (status !== "Waiting" || lockKey === "night"))
    );
  });
}

/** What lists, feeds and figures say. */
async function lists(system: TestSystem) {
  const { storage, reader, logger } = system;
  await new StatsRollUp(storage, logger).run(running);
  const expiry = storage.expiry.listEntities<Record<string, unknown>>();
  return {
    jobs: (await reader.search({}, 500)).jobs,
    ofTenant: (await reader.search({ tenantId: "acme" }, 500)).jobs,
    bySubmitter: (await reader.search({ submittedBy: "olaf" }, 500)).jobs,
    newest: await reader.newestJobs(500),
    // That a job waits is told in passing, too, before the record says it: that is nowhere else.
    events: (await reader.newestEvents(5000)).filter(({ status, seq }) => status !== "Deferred" || seq > 0),
    deadLetters: (await reader.deadLetters({}, 500)).jobs,
    groups: (await reader.deadLetterGroups({})).groups,
    actions: (await new AuditReader(storage).actions("all", 500)).actions,
    stats: (await new StatsReader(storage).read({ window: "24h" })).total,
    expiry: (await Array.fromAsync(expiry)).map(({ partitionKey, rowKey, Blob }) => [partitionKey, rowKey, Blob]),
  };
}
