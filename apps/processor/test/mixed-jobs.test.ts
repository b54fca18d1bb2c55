import { jobIdTime } from "@baton/contracts";
import { keyId, type LedgerEvent } from "@baton/store";
import {
  type Chains,
  endsOf,
  eventually,
  overlaps,
  ownBroker,
  ownStorage,
  randomFrom,
  readChains,
  setup,
  stepsRunAgain,
  type TestSystem,
  ThreadNotes,
} from "@baton/testing";
import { expect, test } from "vitest";
import { type LineOrder, lineOrder, type PlaceInLine } from "./mixed-jobs/line-order.ts";
import { type PlannedJob, pausableKeys, planJobs } from "./mixed-jobs/plan.ts";
import { Saboteur } from "./mixed-jobs/saboteur.ts";
import { type PlayedJob, Submitter } from "./mixed-jobs/submitter.ts";

const jobCount = Number(process.env["MIXED_JOBS"] ?? 300);
const seed = Number(process.env["MIXED_SEED"] ?? Date.now() % 2 ** 31);
/** One kill each. */
const rounds = Math.max(6, Math.ceil(jobCount / 60));
const lateCopies = 5;

test("mixed jobs go through killed workers and restarted brokers: each ends once and as it must, in order, nothing runs twice", {
  timeout: 240_000 + 500 * jobCount,
}, async () => {
  console.log(`MIXED_SEED=${seed} MIXED_JOBS=${jobCount}`);
  const began = performance.now();
  const [broker, storage] = await Promise.all([ownBroker(), ownStorage()]);
  const system = await setup({ amqpUrl: broker.address, connectionString: storage.address });
  const notes = new ThreadNotes(system.env["PROBE_FILE"] ?? "");
  const saboteur = new Saboteur(system, broker, notes);
  await Promise.all([saboteur.startWorker("worker-1"), saboteur.startWorker("worker-2")]);

  const submitter = new Submitter(system, notes);
  const jobs = await playAll(submitter, saboteur);
  await untilNothingIsLeft(system, jobs);

  const chains = await readChains(system.storage);
  const line = orderOf(chains, jobs);
  say({ jobs, chains, saboteur, submitter, compared: line.compared, seconds: (performance.now() - began) / 1000 });
  // Soft: what went wrong shows from several sides.
  expectEnds(chains, jobs);
  expectStepsOnce(chains, jobs);
  expect.soft(stepsRunAgain(chains, notes.all)).toEqual([]);
  expect.soft(overlaps(notes.runs())).toEqual([]);
  expect.soft(line.faults).toEqual([]);
  expect.soft(line.compared).toBeGreaterThan(20);
  expectNothingStartedWhilePaused(chains);
  expectFaults(chains, saboteur);

  await untilIgnored(system, await submitter.repeat(lateCopies));
  await untilNothingIsLeft(system, jobs);
  expect(endsOf(await readChains(system.storage))).toEqual(endsOf(chains));
  await system.verifyAll();
});

/** In each round some jobs come, one worker is killed, and in two of them the broker is restarted meanwhile. */
async function playAll(submitter: Submitter, saboteur: Saboteur): Promise<PlayedJob[]> {
  const plan = planJobs(jobCount, randomFrom(seed));
  const played: Promise<unknown>[] = [];
  const jobs: PlayedJob[] = [];
  const play = async (job: PlannedJob) => void jobs.push(await submitter.play(job));
  const resumeAt = Promise.withResolvers<void>();
  for (let round = 0; round < rounds; round += 1) {
    const part = plan.filter((_, at) => Math.floor((at * rounds) / plan.length) === round);
    played.push(noted(Promise.all(part.map(play))));
    if (round === 1) played.push(...pausableKeys.map((key) => noted(submitter.pauseKey(key, resumeAt.promise))));
    if (round === 3) resumeAt.resolve();
    if (round === Math.floor(rounds / 3) || round === Math.floor((2 * rounds) / 3)) await saboteur.restartBroker();
    await saboteur.kill({ parentToo: round % 2 === 1 });
  }
  await Promise.all(played);
  return jobs;
}

/** It is awaited later; until then a failure must not count as unhandled. */
function noted<T>(work: Promise<T>): Promise<T> {
  work.catch(() => undefined);
  return work;
}

/**
 * A row stays until its job's end is durable; so when there are no rows and no markers, nothing is left to do but what
 * the broker still has. A job that never ends is left to the checks, which name it.
 */
async function untilNothingIsLeft({ storage }: TestSystem, jobs: readonly PlayedJob[]): Promise<void> {
  const look = async () => {
    if ((await rowsLeft(storage.inbox)).length > 0) return false;
    const ends = endsOf(await readChains(storage));
    return jobs.every(({ jobId }) => ends.has(jobId));
  };
  const patience = { withinMs: 120_000, everyMs: 1000 };
  const isDone = await eventually("all jobs to end", look, patience).catch(() => false);
  if (!isDone) expect(await rowsLeft(storage.inbox)).toEqual([]);
}

async function rowsLeft(inbox: TestSystem["storage"]["inbox"]): Promise<string[]> {
  const rows: string[] = [];
  for await (const { partitionKey, rowKey, JobId, DueAt, Stopped } of inbox.listEntities())
    if (rowKey !== "arrivals") rows.push([partitionKey, rowKey, JobId, DueAt, Stopped].join(" "));
  return rows;
}

/** What arrives after its job's end, and after its row is gone, is on the record as a duplicate. */
async function untilIgnored(system: TestSystem, jobIds: readonly string[]): Promise<void> {
  const isIgnored = ({ events }: { events: { status: string }[] }) =>
    events.some(({ status }) => status === "DuplicateIgnored");
  for (const jobId of jobIds) await system.until("the late copy noted as a duplicate", jobId, isIgnored, 60_000);
}

function expectEnds(chains: Chains, jobs: readonly PlayedJob[]): void {
  const ends = endsOf(chains);
  const wrong = jobs.filter(({ jobId, end }) => ends.get(jobId)?.join() !== end);
  const told = wrong.map(({ kind, jobId, end }) => `${kind} job ${jobId}: ${ends.get(jobId)?.join()}, not ${end}`);
  expect.soft(told).toEqual([]);
  expect.soft(jobs).toHaveLength(jobCount);
  expect.soft([...ends.keys()].toSorted()).toEqual(jobs.map(({ jobId }) => jobId).toSorted());
}

/** Each step is on the record once, whatever became of the job, and all of them when it was completed. */
function expectStepsOnce(chains: Chains, jobs: readonly PlayedJob[]): void {
  const recorded = Map.groupBy(
    [...chains.values()].flat().filter(({ status }) => status === "Step"),
    ({ jobId }) => jobId,
  );
  const wrong = jobs.filter(({ jobId, steps, end }) => {
    const names = recorded.get(jobId)?.map(({ step }) => step) ?? [];
    const first = Array.from({ length: end === "Completed" ? steps : names.length }, (_, at) => `step ${at + 1}`);
    return names.join() !== first.join();
  });
  expect.soft(wrong.map(({ kind, jobId }) => `${kind} ${jobId}`)).toEqual([]);
}

function orderOf(chains: Chains, jobs: readonly PlayedJob[]): LineOrder {
  const places = new Map(jobs.map((job): [string, PlaceInLine] => [job.jobId, placeOf(job)]));
  const found = [...chains.values()].map((chain) => lineOrder(chain, places));
  return {
    compared: found.reduce((sum, { compared }) => sum + compared, 0),
    faults: found.flatMap(({ faults }) => faults),
  };
}

function placeOf({ jobId, request: { priority = 0, delayMs } }: PlayedJob): PlaceInLine {
  return { priority, ...(delayMs === undefined ? {} : { runAt: new Date(jobIdTime(jobId).getTime() + delayMs) }) };
}

function expectNothingStartedWhilePaused(chains: Chains): void {
  for (const lockKey of pausableKeys) {
    const statuses = chains.get(keyId("default", lockKey))?.map(({ status }) => status) ?? [];
    const [paused, resumed] = [statuses.indexOf("KeyPaused"), statuses.indexOf("KeyResumed")];
    expect.soft(paused).toBeGreaterThanOrEqual(0);
    expect.soft(resumed).toBeGreaterThan(paused);
    expect.soft(statuses.slice(paused, resumed)).not.toContain("Started");
  }
}

/** The record shows what the kills have cut off: they did find jobs at work. */
function expectFaults(chains: Chains, { kills, restarts }: Saboteur): void {
  expect.soft(kills.length).toBeGreaterThanOrEqual(5);
  expect.soft(restarts).toBe(2);
  expect.soft(cutOff(chains).length).toBeGreaterThanOrEqual(5);
}

function cutOff(chains: Chains): LedgerEvent[] {
  return [...chains.values()]
    .flat()
    .filter(({ status, message }) => status === "Interrupted" && message.includes(" was lost"));
}

type Told = {
  jobs: readonly PlayedJob[];
  chains: Chains;
  saboteur: Saboteur;
  submitter: Submitter;
  compared: number;
  seconds: number;
};

function say({ jobs, chains, saboteur: { kills, restarts }, submitter, compared, seconds }: Told): void {
  const byEnd = Object.entries(Object.groupBy(jobs, ({ end }) => end)).map(([end, some]) => `${some.length} ${end}`);
  const whole = kills.filter(({ parentToo }) => parentToo).length;
  console.log(
    [
      `${jobs.length} jobs over ${chains.size} keys: ${byEnd.join(", ")}`,
      `${kills.length} kills (${whole} with the parent) cut off ${cutOff(chains).length} attempts; ${restarts} broker restarts, ${submitter.again} submissions sent again`,
      `${compared} pairs in line compared; ${Math.round(seconds)} s`,
    ].join("\n"),
  );
}
