import type { JobStatus, WaitingReason } from "@baton/contracts";
import { Inbox } from "../inbox/inbox.ts";
import { type KeyState, type RunningAttempt, readHead } from "../ledger/ledger-head.ts";
import type { Storage } from "../storage.ts";
import { whyHeldBack } from "./held-back.ts";
import { WorkerRegistry, type WorkerRow } from "./worker-registry.ts";

/** A job that does not run, as far as its record and its row in the inbox tell of it. */
export type IdleJob = {
  jobId: string;
  keyId: string;
  type: string;
  status: JobStatus;
  /** Of its row in the line; none while no worker has taken it in. */
  rowKey?: string;
  nextAt?: string;
  retry?: { attempt: number; maxAttempts?: number; lastError?: string };
};

/** What the jobs of one line have in common. */
export type LineFacts = {
  now: Date;
  workers: WorkerRow[];
  state: KeyState | undefined;
  running: RunningAttempt | undefined;
};

type Ahead = { ahead?: number };

/** Why jobs wait: by their own time, their key, the workers, or those before them. */
export class WaitingReasons {
  readonly #storage: Storage;
  readonly #inbox: Inbox;
  readonly #workers: WorkerRegistry;

  constructor(storage: Storage) {
    this.#storage = storage;
    this.#inbox = new Inbox(storage);
    this.#workers = new WorkerRegistry(storage);
  }

  async of(job: IdleJob): Promise<WaitingReason> {
    const { keyId, rowKey } = job;
    const now = this.#storage.clock.now();
    const own = ownTime(job, now);
    if (own) return own;
    const [workers, read, ahead] = await Promise.all([
      this.#workers.live(),
      readHead(this.#storage.ledger, keyId),
      rowKey === undefined ? undefined : this.#inbox.countWaiting(keyId, rowKey),
    ]);
    const facts = { now, workers, state: read?.head.key, running: read?.head.running };
    return reasonInLine(job, facts, ahead, () => whyHeldBack(this.#storage, job.type, facts.state));
  }
}

/** Why a due job of a line waits. @param heldBack what the limits of its type say; asked only when it matters. */
export async function reasonInLine(
  job: IdleJob,
  { now, workers, state, running }: LineFacts,
  ahead: number | undefined,
  heldBack: () => Promise<WaitingReason | undefined>,
): Promise<WaitingReason> {
  const inLine = ahead === undefined ? {} : { ahead };
  return (
    ownTime(job, now) ??
    stopOf(job, state ?? {}, inLine) ??
    lackOf(job, workers) ??
    (await heldBack()) ??
    lockOf(job, running, inLine) ??
    slotOf(job, workers, inLine) ?? { kind: "next", ...inLine }
  );
}

function ownTime(job: IdleJob, now: Date): WaitingReason | undefined {
  const { nextAt } = job;
  return nextAt !== undefined && new Date(nextAt) > now ? untilThen(job, nextAt) : undefined;
}

function untilThen({ status, retry }: IdleJob, nextAt: string): WaitingReason {
  return retry && status === "Retrying" ? { kind: "retrying", nextAt, ...retry } : { kind: "scheduled", runAt: nextAt };
}

function stopOf({ jobId }: IdleJob, { paused, parked, heldFor }: KeyState, inLine: Ahead): WaitingReason | undefined {
  if (paused) return { kind: "paused", ...paused, ...inLine };
  if (parked) return { kind: "parked", ...parked, ...inLine };
  return heldFor && heldFor.jobId !== jobId ? { kind: "held-for", ...heldFor, ...inLine } : undefined;
}

function lackOf({ type }: IdleJob, workers: WorkerRow[]): WaitingReason | undefined {
  if (workers.length === 0) return { kind: "no-worker" };
  const able = workers.filter(({ types }) => types.includes(type));
  if (able.length === 0) return { kind: "unknown-type", type };
  return able.every(({ draining }) => draining) ? { kind: "no-worker" } : undefined;
}

function lockOf({ jobId }: IdleJob, running: RunningAttempt | undefined, inLine: Ahead): WaitingReason | undefined {
  if (!running || running.jobId === jobId) return undefined;
  const { workerId, fence, jobId: behindJobId } = running;
  return { kind: "locked", workerId, fence, behindJobId, ...inLine };
}

/** A key that is held has its slot. */
function slotOf({ keyId, type }: IdleJob, workers: WorkerRow[], inLine: Ahead): WaitingReason | undefined {
  if (workers.some(({ holds }) => holds.includes(keyId))) return undefined;
  const able = workers.filter(({ types }) => types.includes(type));
  const isFull = able.every(({ holds, concurrency }) => holds.length >= concurrency);
  return isFull ? { kind: "no-slot", workers: able.length, ...inLine } : undefined;
}
