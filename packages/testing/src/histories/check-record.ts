import { isTerminal, limits } from "@baton/contracts";
import { type LedgerEvent, readEvents, readHead, readJobRow, readTrail, type Table, verifyChain } from "@baton/store";
import { directly, modelTableClient } from "../model-store/model-clients.ts";
import { modelAttempts } from "./model-threads.ts";
import { type CodeInterval, type Observations, terminalEvents } from "./observations.ts";
import { modelKeys, type World } from "./world.ts";

/**
 * Compares the record with what was promised to workers, job code and submitters.
 * @returns the record, oldest event first, one key after the other.
 * @throws at the first difference.
 */
export async function checkRecord(world: World): Promise<LedgerEvent[]> {
  const table = modelTableClient("ledger", world.ledger, directly);
  const chains = new Map<string, LedgerEvent[]>();
  for (const key of modelKeys) chains.set(key, await checkedChain(table, key));
  const events = [...chains.values()].flat();
  checkCommitted(chains, world.observations);
  checkSteps(events, world.observations);
  checkCode(world.observations.code);
  for (const { jobId, plan } of world.submissions) {
    if (!plan.isAlien) await checkJob(table, world.keyIdOf(jobId), jobId, plan.fails, events);
  }
  return events;
}

/** No gap, no fork, no two attempts open, fences that rise, and a head that fits. */
async function checkedChain(table: Table, key: string): Promise<LedgerEvent[]> {
  const events = await readEvents(table, key, 1, null);
  const broken = verifyChain(key, events);
  if (broken) throw new Error(`The chain of ${key} breaks at ${broken.seq}: ${broken.reason}`);
  const last = events.at(-1);
  const read = await readHead(table, key);
  if (last && (read?.head.seq !== last.seq || read.head.hash !== last.hash || read.head.fence !== last.fence))
    throw new Error(`The head of ${key} does not fit its last event`);
  let fence = 0;
  for (const event of events) {
    if (event.fence !== fence && event.status !== "LockAcquired")
      throw new Error(`Hold ${event.fence} of ${key} wrote before its claim`);
    fence = event.fence;
  }
  return events;
}

/** Whatever was acknowledged to a writer is there, once, as it was written. */
function checkCommitted(chains: Map<string, LedgerEvent[]>, { committed }: Observations): void {
  for (const event of committed) {
    const found = chains.get(event.keyId)?.[event.seq - 1];
    if (found?.hash !== event.hash)
      throw new Error(`An acknowledged event is not on the record: ${event.keyId} ${event.seq} ${event.status}`);
  }
}

/** A step that job code was told of is there, and each is there once. */
function checkSteps(events: LedgerEvent[], { keptSteps, told }: Observations): void {
  const steps = events.filter(({ status }) => status === "Step").map(({ jobId, step }) => `${jobId}/${step}`);
  const recorded = new Set(steps);
  if (recorded.size < steps.length) throw new Error(`A step is on the record twice: ${steps.join(", ")}`);
  for (const step of keptSteps) if (!recorded.has(step)) throw new Error(`A step that returned is missing: ${step}`);
  for (const { jobId, attempt, status } of events) {
    if (status !== "Completed" && status !== "Failed") continue;
    if (!told.has(`${jobId}/${attempt}`)) continue;
    const isLogged = events.some(
      (event) => event.status === "Log" && event.jobId === jobId && event.attempt === attempt,
    );
    if (!isLogged) throw new Error(`What attempt ${attempt} of job ${jobId} said before its end is missing`);
  }
}

/** Job code of one key never runs at the same time, unless the earlier process could not run in between. */
function checkCode(code: CodeInterval[]): void {
  for (const [at, earlier] of code.entries()) {
    const to = Math.min(earlier.to, earlier.process.endedAt);
    for (const later of code.slice(at + 1)) {
      if (later.keyId !== earlier.keyId || later.from >= to) continue;
      if (earlier.process.pauses.some((pause) => pause.from <= later.from && pause.to >= earlier.from)) continue;
      throw new Error(
        `Code of job ${later.jobId} began in ${later.process.name} at ${later.from} while that of ${earlier.jobId} ran in ${earlier.process.name} (${earlier.from} to ${to})`,
      );
    }
  }
}

/** An accepted job has exactly one end, and its row says the same as the chain. */
async function checkJob(table: Table, key: string, jobId: string, fails: boolean, all: LedgerEvent[]): Promise<void> {
  const events = all.filter((event) => event.jobId === jobId);
  const ends = events.filter(({ status }) => terminalEvents.has(status));
  if (ends.length !== 1) throw new Error(`Job ${jobId} has ${ends.length} ends on the record`);
  const strikes = events.filter(({ data }) => data?.kind === "inline" && data.text.includes('"strike":true')).length;
  const isPoison = strikes >= limits.maxStrikes;
  const expected = fails || isPoison ? "DeadLettered" : "Completed";
  if (ends[0]?.status !== expected) throw new Error(`Job ${jobId} is ${ends[0]?.status}, not ${expected}`);
  const failures = events.filter(({ status }) => status === "Failed").length;
  if (fails && !isPoison && failures !== modelAttempts) throw new Error(`Job ${jobId} failed ${failures} times`);
  const row = await readJobRow(table, key, jobId);
  if (!row || !isTerminal(row.status)) throw new Error(`The row of job ${jobId} says ${row?.status}`);
  const trail = await readTrail(table, key, row);
  if (trail.length !== events.length)
    throw new Error(`The ranges of job ${jobId} show ${trail.length} of its ${events.length} events`);
}
