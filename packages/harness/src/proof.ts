import { isTerminal, type JobStatus } from "@baton/contracts";
import { type LedgerEvent, readAllEvents, type Storage, verifyChain } from "@baton/store";
import type { TimedRun } from "./timed-run.ts";

/** What the record says of a run of the system. Nothing in `faults` means that nothing was lost, doubled or overlapped. */
export type Proof = {
  keys: number;
  events: number;
  /** Of the submitted jobs, by the status with which they ended. */
  ended: Partial<Record<JobStatus, number>>;
  faults: string[];
};

export type ProofOptions = {
  storage: Storage;
  /** The jobs whose submission was accepted. */
  jobIds: readonly string[];
  /** Timed in the threads; undefined when the jobs did not note their times. */
  runs?: readonly TimedRun[];
  /** With what status a job may have ended. */
  mayEnd?: (status: JobStatus, jobId: string) => boolean;
};

/** Verifies every key's chain, that each job ended exactly once, and that no two runs of a key overlapped. */
export async function prove({ storage, jobIds, runs = [], mayEnd = () => true }: ProofOptions): Promise<Proof> {
  const chains = await chainsOf(storage);
  const ends = new Map<string, JobStatus[]>();
  for (const events of chains.values()) for (const event of events) noteEnd(ends, event);
  const faults = [
    ...brokenChains(chains),
    ...jobIds.flatMap((jobId) => faultOf(jobId, ends.get(jobId) ?? [], mayEnd)),
    ...overlaps(runs),
  ];
  const ended: Proof["ended"] = {};
  for (const [status = "Submitted"] of jobIds.map((jobId) => ends.get(jobId) ?? [])) {
    ended[status] = (ended[status] ?? 0) + 1;
  }
  const events = [...chains.values()].reduce((sum, chain) => sum + chain.length, 0);
  return { keys: chains.size, events, ended, faults };
}

async function chainsOf(storage: Storage): Promise<Map<string, LedgerEvent[]>> {
  const chains = new Map<string, LedgerEvent[]>();
  for await (const event of readAllEvents(storage.ledger)) {
    const chain = chains.get(event.keyId);
    if (chain) chain.push(event);
    else chains.set(event.keyId, [event]);
  }
  // They come newest first.
  for (const chain of chains.values()) chain.reverse();
  return chains;
}

function noteEnd(ends: Map<string, JobStatus[]>, { jobId, status }: LedgerEvent): void {
  if (jobId === undefined || !isTerminalEvent(status)) return;
  ends.set(jobId, [...(ends.get(jobId) ?? []), status]);
}

function isTerminalEvent(status: string): status is JobStatus {
  return isTerminal(status as JobStatus);
}

function brokenChains(chains: Map<string, LedgerEvent[]>): string[] {
  return [...chains].flatMap(([keyId, events]) => {
    const broken = verifyChain(keyId, events);
    return broken ? [`key ${keyId}, event ${broken.seq}: ${broken.reason}`] : [];
  });
}

function faultOf(jobId: string, ends: JobStatus[], mayEnd: NonNullable<ProofOptions["mayEnd"]>): string[] {
  const [end] = ends;
  if (end === undefined) return [`job ${jobId} has no end on the record`];
  if (ends.length > 1) return [`job ${jobId} ended ${ends.length} times: ${ends.join(", ")}`];
  return mayEnd(end, jobId) ? [] : [`job ${jobId} ended as ${end}`];
}

/** Runs of one key that were under way at the same time, and fences that did not rise from run to run. */
export function overlaps(runs: readonly TimedRun[]): string[] {
  return [...Map.groupBy(runs, (run) => run.lockKey)].flatMap(([lockKey, ofKey]) => {
    const inOrder = ofKey.toSorted((one, other) => one.startMs - other.startMs);
    return inOrder.flatMap((run, at) => {
      const before = inOrder[at - 1];
      if (!before) return [];
      if (run.startMs < before.endMs) return [`key ${lockKey}: jobs ${before.jobId} and ${run.jobId} ran at once`];
      if (run.fence <= before.fence)
        return [`key ${lockKey}: job ${run.jobId} ran with fence ${run.fence} after ${before.fence}`];
      return [];
    });
  });
}
