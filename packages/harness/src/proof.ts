import { isTerminal, type JobStatus } from "@baton/contracts";
import { type LedgerEvent, readAllEvents, type Storage, verifyChain } from "@baton/store";
import { type Excuse, overlaps, type TimedRun } from "./timed-run.ts";

/** What the record says of a run of the system. No `faults`: nothing was lost, doubled or overlapped. */
export type Proof = {
  keys: number;
  events: number;
  /** How many of the submitted jobs ended with which status; `Submitted` counts those without an end. */
  ended: Partial<Record<JobStatus, number>>;
  faults: string[];
};

/** Every key's events by keyId, oldest first. */
export type Chains = ReadonlyMap<string, readonly LedgerEvent[]>;

export type Evidence = {
  chains: Chains;
  /** The jobs whose submission was accepted. */
  jobIds: readonly string[];
  /** Timed in the threads. */
  runs: readonly TimedRun[];
  excuses?: readonly Excuse[];
};

export async function readChains(storage: Storage): Promise<Chains> {
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

/** Verifies every chain, that each job completed exactly once, and that no two runs of a key overlapped. */
export function prove({ chains, jobIds, runs, excuses }: Evidence): Proof {
  const ends = endsOf(chains);
  const ended: Proof["ended"] = {};
  for (const jobId of jobIds) {
    const [status = "Submitted"] = ends.get(jobId) ?? [];
    ended[status] = (ended[status] ?? 0) + 1;
  }
  return {
    keys: chains.size,
    events: [...chains.values()].reduce((sum, chain) => sum + chain.length, 0),
    ended,
    faults: [
      ...brokenChains(chains),
      ...jobIds.flatMap((jobId) => faultOf(jobId, ends.get(jobId) ?? [])),
      ...overlaps(runs, excuses),
    ],
  };
}

export function brokenChains(chains: Chains): string[] {
  return [...chains].flatMap(([keyId, events]) => {
    const broken = verifyChain(keyId, [...events]);
    return broken ? [`key ${keyId}, event ${broken.seq}: ${broken.reason}`] : [];
  });
}

/** With what each job ended, as often as it did. */
export function endsOf(chains: Chains): Map<string, JobStatus[]> {
  const ends = new Map<string, JobStatus[]>();
  for (const { jobId, status } of [...chains.values()].flat()) {
    if (jobId === undefined || !isEnd(status)) continue;
    ends.set(jobId, [...(ends.get(jobId) ?? []), status]);
  }
  return ends;
}

function isEnd(status: string): status is JobStatus {
  return isTerminal(status as JobStatus);
}

function faultOf(jobId: string, ends: JobStatus[]): string[] {
  const [end] = ends;
  if (end === undefined) return [`job ${jobId} has no end on the record`];
  if (ends.length > 1) return [`job ${jobId} ended ${ends.length} times: ${ends.join(", ")}`];
  return end === "Completed" ? [] : [`job ${jobId} ended as ${end}`];
}
