import type { EventStatus } from "@baton/contracts";
import { genesisHash, hashEvent, type LedgerEvent } from "../ledger/ledger-event.ts";
import type { RunningAttempt } from "../ledger/ledger-head.ts";
import { parsedData } from "./event-data.ts";
import { JobHistory } from "./job-history.ts";
import { breakAt, type RecordBreak } from "./record-break.ts";

/** Where a check begins when it does not begin at the chain's first event: behind an event whose hash is known. */
export type ChainStart = { seq: number; hash: string | undefined };

type Hold = { fence: number; workerId: string; released: boolean };

const attemptEnds = new Set<EventStatus>(["Completed", "Failed", "TimedOut", "Interrupted", "Cancelled"]);
const ofAttempt = new Set<EventStatus>([
  "Step",
  "Progress",
  "Log",
  "Resumed",
  "Completed",
  "Failed",
  "TimedOut",
  "Interrupted",
]);

/**
 * Follows one key's chain, oldest event first: hashes and their links, no gap, fences that rise with each hold,
 * holds and attempts that never overlap, jobs that end once. It judges by the chain's order and by fences, never by clocks. Of a
 * segment, what was open before it is learned from its events.
 */
export class ChainCheck {
  readonly keyId: string;
  readonly #isSegment: boolean;
  #seq: number;
  #hash: string | undefined;
  #hold: Hold | undefined;
  #open: RunningAttempt | undefined;
  /** In a segment: nothing has told yet whether an attempt was open before it. */
  #openUnknown: boolean;
  #broken: RecordBreak | undefined;
  readonly history: JobHistory;
  holds = 0;
  attempts = 0;

  constructor(keyId: string, start?: ChainStart) {
    this.keyId = keyId;
    this.#isSegment = start !== undefined && start.seq > 0;
    this.#seq = start?.seq ?? 0;
    this.#hash = this.#isSegment ? start?.hash : genesisHash(keyId);
    this.#openUnknown = this.#isSegment;
    this.history = new JobHistory({ isSegment: this.#isSegment });
  }

  /** The first place that does not hold; what came after it was not looked at. */
  get broken(): RecordBreak | undefined {
    return this.#broken;
  }

  /** The last event that was taken. */
  get seq(): number {
    return this.#seq;
  }

  get hash(): string | undefined {
    return this.#hash;
  }

  get hold(): Readonly<Hold> | undefined {
    return this.#hold;
  }

  get open(): RunningAttempt | undefined {
    return this.#open;
  }

  /** @returns false once the chain is broken. */
  take(event: LedgerEvent): boolean {
    if (this.#broken) return false;
    const reason =
      this.#linkReason(event) ?? this.#holdReason(event) ?? this.history.take(event) ?? this.#attemptReason(event);
    if (reason !== undefined) this.#broken = breakAt(this.keyId, this.#placeOf(event), reason);
    this.#seq = event.seq;
    this.#hash = event.hash;
    return reason === undefined;
  }

  // A gap is shown where the missing event should be.
  #placeOf(event: LedgerEvent): number {
    return event.seq > this.#seq + 1 ? this.#seq + 1 : event.seq;
  }

  #linkReason(event: LedgerEvent): string | undefined {
    const expected = this.#seq + 1;
    if (event.seq !== expected) return `expected event ${expected}, found ${event.seq}`;
    if (this.#hash !== undefined && event.prevHash !== this.#hash)
      return "its previous hash is not the hash of the event before";
    const { hash, ...unhashed } = event;
    return hashEvent(unhashed) === hash ? undefined : "its hash is not the hash of its content";
  }

  #holdReason(event: LedgerEvent): string | undefined {
    if (event.status === "LockAcquired") return this.#openHold(event);
    if (!this.#hold && this.#isSegment) this.#hold = { ...event, released: false };
    const hold = this.#hold;
    if (!hold) return "no hold was opened before it";
    if (event.fence !== hold.fence) return fenceReason(event, hold);
    if (hold.released) return `it was written after the hold with fence ${hold.fence} was released`;
    if (event.workerId !== hold.workerId) return `${event.workerId} wrote in the hold of ${hold.workerId}`;
    if (event.status !== "LockReleased") return undefined;
    if (this.#open) return `the lock was released while job ${this.#open.jobId} was running`;
    hold.released = true;
    return undefined;
  }

  #openHold(event: LedgerEvent): string | undefined {
    const before = this.#hold?.fence ?? 0;
    if (event.fence === before) return `a hold took fence ${before} a second time`;
    if (event.fence < before) return `its fence ${event.fence} is below ${before}`;
    const told = parsedData(event);
    if (told?.["fence"] !== undefined && told["fence"] !== event.fence) return "its data names another fence";
    const isFirstKnown = this.#isSegment && !this.#hold;
    if (!isFirstKnown && told?.["previousFence"] !== undefined && told["previousFence"] !== before)
      return `it names ${told["previousFence"]} as the fence before, the chain has ${before}`;
    this.#hold = { fence: event.fence, workerId: event.workerId, released: false };
    this.holds += 1;
    return undefined;
  }

  #attemptReason(event: LedgerEvent): string | undefined {
    if (event.status === "Started") return this.#start(event);
    const isOpen = this.#open !== undefined && this.#open.jobId === event.jobId;
    if (ofAttempt.has(event.status) && event.attempt !== undefined) {
      if (!isOpen && !this.#learnOpen(event))
        return `attempt ${event.attempt} of job ${event.jobId} was not running when it wrote this`;
      if (this.#open?.attempt !== event.attempt)
        return `it is of attempt ${event.attempt}, but attempt ${this.#open?.attempt} was running`;
      const isForeign = this.#open.fence !== event.fence;
      // The next holder closes what a lost one left open, and writes nothing else of it.
      if (isForeign && event.status !== "Interrupted")
        return `an attempt under fence ${this.#open.fence} wrote under fence ${event.fence}`;
    }
    if (this.#open?.jobId === event.jobId && attemptEnds.has(event.status)) this.#open = undefined;
    return undefined;
  }

  #start(event: LedgerEvent): string | undefined {
    if (this.#open)
      return `attempt ${event.attempt} of job ${event.jobId} began while job ${this.#open.jobId} was running`;
    const told = parsedData(event);
    if (told?.["fencingToken"] !== undefined && told["fencingToken"] !== event.seq)
      return "the fencing token in its data is not its number in the chain";
    this.#openUnknown = false;
    this.#open = openAttempt(event);
    this.attempts += 1;
    return undefined;
  }

  /** The first word of an attempt that began before the segment. */
  #learnOpen(event: LedgerEvent): boolean {
    if (!this.#openUnknown || this.#open) return false;
    this.#openUnknown = false;
    this.#open = { ...openAttempt(event), startedSeq: 0, startedAt: "" };
    // An interruption by the next holder tells nothing of the fence under which the attempt ran.
    return true;
  }
}

function openAttempt(event: LedgerEvent): RunningAttempt {
  return {
    jobId: event.jobId ?? "",
    attempt: event.attempt ?? 0,
    fence: event.fence,
    workerId: event.workerId,
    startedAt: event.occurredAt,
    startedSeq: event.seq,
  };
}

function fenceReason(event: LedgerEvent, hold: Hold): string {
  return event.fence < hold.fence
    ? `its fence ${event.fence} is below ${hold.fence}`
    : `no hold was opened with its fence ${event.fence}; the last one has ${hold.fence}`;
}
