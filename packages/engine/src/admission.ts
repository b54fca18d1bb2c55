import type { HeadFailure, RateLimit } from "@baton/contracts";
import type { Logger } from "@baton/runtime";
import {
  type AttemptWord,
  Circuits,
  isOutdated,
  type KeyState,
  keptLog,
  nextStartAt,
  type StartLog,
  type Storage,
  type StorageClock,
  startLog,
  TypeStarts,
  type WaitingRow,
  withStart,
} from "@baton/store";
import type { JobOutcome } from "./job-outcome.ts";
import type { LimitRule } from "./not-picked.ts";
import type { JobTypeInfo } from "./thread-protocol.ts";
import { TypeCircuit } from "./type-circuit.ts";
import { TypeRate } from "./type-rate.ts";

export type AdmissionDeps = {
  storage: Pick<Storage, "limits"> & { clock: Pick<StorageClock, "now" | "latestNow"> };
  /** The job types that this worker can run. */
  types: ReadonlyMap<string, JobTypeInfo>;
  random: () => number;
  logger: Logger;
};

/** What a start that is let in takes along, and what gives it back when it does not come about. */
export type Ticket = { keyChange?: (state: KeyState) => KeyState; giveBack: () => void };

/** A job is held back by a limit of its type. */
export type LimitWait = { rule: LimitRule; until: Date };

type Candidate = Pick<WaitingRow, "jobId" | "keyId" | "type">;

const freeTicket: Ticket = { giveBack: () => undefined };

/**
 * Lets attempts start as the circuits and rate limits of their types allow. A type without them costs nothing; a rate
 * limit in each key lies in the head of the key's ledger, which only its holder writes, and costs no request either.
 */
export class Admission {
  readonly #deps: AdmissionDeps;
  readonly #circuits = new Map<string, TypeCircuit>();
  readonly #rates = new Map<string, TypeRate>();

  constructor(deps: AdmissionDeps) {
    this.#deps = deps;
  }

  /** Until when a waiting job is held back; undefined when it may be tried. @param state its key's, where it is known. */
  async waitsUntil(job: Candidate, state: KeyState | undefined): Promise<Date | undefined> {
    return (await this.waitsFor(job, state))?.until;
  }

  /** The same, with the limit that holds it back for longest. */
  async waitsFor(job: Candidate, state: KeyState | undefined): Promise<LimitWait | undefined> {
    if (!this.#isLimited(job.type)) return undefined;
    const circuit = await this.#circuitOf(job.type)?.waitsUntil();
    const rate = circuit === undefined ? this.#rateOf(job.type)?.waitsUntil(job.keyId) : undefined;
    const keyRate = this.#keyWait(job.type, state);
    const until = Math.max(circuit ?? 0, rate ?? 0, keyRate ?? 0);
    if (until === 0) return undefined;
    return { rule: until === circuit ? "circuit" : until === rate ? "type-rate" : "key-rate", until: new Date(until) };
  }

  /**
   * Asked when a start is about to be recorded; undefined when it must not be.
   * @returns in the same turn when nobody need be asked: then the start can share a transaction with the end before it.
   */
  enter(job: Candidate, state: KeyState | undefined): Ticket | undefined | Promise<Ticket | undefined> {
    if (!this.#isLimited(job.type)) return freeTicket;
    if (this.#keyWait(job.type, state) !== undefined) return undefined;
    const entered = this.#circuitOf(job.type)?.enter(job.jobId) ?? true;
    if (typeof entered !== "boolean") return entered.then((isIn) => (isIn ? this.#grant(job) : undefined));
    return entered ? this.#grant(job) : undefined;
  }

  /** An attempt has ended. */
  ended({ jobId, type }: Candidate, outcome: JobOutcome): void {
    this.#circuits.get(type)?.ended(jobId, wordOf(outcome));
  }

  /** What happens to those behind a job that is held back, if its key says nothing of it. */
  onHeadFailure(type: string): HeadFailure {
    return this.#deps.types.get(type)?.onHeadFailure ?? "yield";
  }

  async stop(): Promise<void> {
    await Promise.all([...this.#circuits.values()].map((circuit) => circuit.stop()));
  }

  #grant(job: Candidate): Ticket | Promise<Ticket | undefined> {
    const rate = this.#rateOf(job.type);
    if (!rate) return this.#ticket(job, () => undefined);
    return rate.take(job.keyId).then(
      (start) => {
        if (start !== undefined) return this.#ticket(job, () => rate.giveBack(start));
        this.#leaveCircuit(job);
        return undefined;
      },
      (err) => {
        this.#leaveCircuit(job);
        throw err;
      },
    );
  }

  #ticket(job: Candidate, giveRateBack: () => void): Ticket {
    const limit = this.#deps.types.get(job.type)?.keyRateLimit;
    const giveBack = () => {
      this.#leaveCircuit(job);
      giveRateBack();
    };
    if (!limit) return { giveBack };
    const at = this.#deps.storage.clock.latestNow().getTime();
    return { giveBack, keyChange: (state) => withKeyStart(state, job.type, limit, at) };
  }

  #leaveCircuit({ jobId, type }: Candidate): void {
    this.#circuits.get(type)?.ended(jobId, "nothing");
  }

  #isLimited(type: string): boolean {
    const { circuit, rateLimit, keyRateLimit } = this.#deps.types.get(type) ?? {};
    return (circuit ?? rateLimit ?? keyRateLimit) !== undefined;
  }

  #keyWait(type: string, state: KeyState | undefined): number | undefined {
    const limit = this.#deps.types.get(type)?.keyRateLimit;
    const next = limit && nextStartAt(startLog(limit, state?.starts?.[type]));
    return next !== undefined && next > this.#deps.storage.clock.now().getTime() ? next : undefined;
  }

  #circuitOf(type: string): TypeCircuit | undefined {
    const settings = this.#deps.types.get(type)?.circuit;
    if (!settings) return undefined;
    const { storage, random, logger } = this.#deps;
    const circuit =
      this.#circuits.get(type) ??
      new TypeCircuit(type, settings, { circuits: new Circuits(storage), clock: storage.clock, random, logger });
    this.#circuits.set(type, circuit);
    return circuit;
  }

  #rateOf(type: string): TypeRate | undefined {
    const limit = this.#deps.types.get(type)?.rateLimit;
    if (!limit) return undefined;
    const { storage, logger } = this.#deps;
    const rate =
      this.#rates.get(type) ??
      new TypeRate(type, limit, { starts: new TypeStarts(storage), clock: storage.clock, logger });
    this.#rates.set(type, rate);
    return rate;
  }
}

/** What an attempt's end says of that on which all jobs of its type depend. A job that is wrong in itself says nothing. */
function wordOf(outcome: JobOutcome): AttemptWord {
  switch (outcome.kind) {
    case "completed":
      return "succeeded";
    case "timed-out":
      return "failed";
    case "failed":
      return outcome.error.retryable === false ? "nothing" : "failed";
    case "cancelled":
    case "interrupted":
      return "nothing";
  }
}

function withKeyStart(state: KeyState, type: string, limit: RateLimit, at: number): KeyState {
  const others = Object.entries(state.starts ?? {}).filter(
    ([other, kept]) => other !== type && !isOutdated(startLog(kept, kept), at),
  );
  const log: StartLog = withStart(startLog(limit, state.starts?.[type]), at);
  return { ...state, starts: { ...Object.fromEntries(others), [type]: keptLog(log) } };
}
