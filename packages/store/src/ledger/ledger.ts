import { randomUUID } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import type { TransactionAction } from "@azure/data-tables";
import type { Logger } from "@baton/runtime";
import { isRefusal, statusOf } from "../storage-errors.ts";
import type { StoredText } from "../stored-text.ts";
import type { Table } from "../table.ts";
import { jsonBytes, maxTransactionBytes, maxTransactionEntities } from "../transaction-parts.ts";
import { type JobRow, jobRowToEntity } from "./job-row.ts";
import { AppendRefusedError, FencedError, HeadMovedError } from "./ledger-errors.ts";
import { type EventDraft, eventToEntity, hashEvent, type LedgerEvent } from "./ledger-event.ts";
import {
  type EndedAttempt,
  headToEntity,
  type KeyState,
  type LedgerHead,
  type ReadHead,
  type RunningAttempt,
  readHead,
} from "./ledger-head.ts";
import { type ObeyedCommand, obeyedToEntity } from "./obeyed-command.ts";

/** Events and the rows that belong to them: they get into the ledger together or not at all. */
export type Entry = {
  events: EventDraft[];
  /** The job's row after these events; `isNew` when this is its first. */
  job?: { row: JobRow; isNew: boolean };
  /** The open attempt after these events; null when there is none any more. */
  running?: RunningAttempt | null;
  ended?: EndedAttempt;
  /** The lock of whatever runs has been taken away. */
  breaksLock?: true;
  /** Commands that were obeyed by it. */
  commands?: ObeyedCommand[];
  /** What becomes of the key's state. */
  keyChange?: (state: KeyState) => KeyState;
};

/** Built when its place in the chain is known; may be called again, so it must only depend on its argument. */
export type EntryBuilder = (firstSeq: number) => Entry;

export type Committed = { events: LedgerEvent[]; jobs: JobRow[] };

export type LedgerOptions = {
  table: Table;
  read: ReadHead;
  fence: number;
  workerId: string;
  /** Aborts when the hold is lost; nothing is sent after that. */
  lost: AbortSignal;
  logger: Logger;
  /** Told of each transaction, in order, once it is durable. */
  onCommitted: (committed: Committed) => void;
};

type Pending = {
  build: EntryBuilder;
  /** It may be refused without the hold's end. */
  optional: boolean;
  /** Its transaction was refused: it must not take others along again. */
  alone: boolean;
  resolve: (events: LedgerEvent[]) => void;
  reject: (err: unknown) => void;
};
type Transaction = {
  actions: TransactionAction[];
  head: LedgerHead;
  events: LedgerEvent[];
  jobs: JobRow[];
  parts: { pending: Pending; events: LedgerEvent[] }[];
};

/** The columns that every event or row has, with what the protocol adds to them. */
const [eventBytes, rowBytes, attemptBytes, rangeBytes] = [2500, 4000, 250, 50];
const gatherMs = 5;
const resendMs = 250;

/**
 * A hold's pen for one key's ledger. Every append is one transaction that updates the head with If-Match and
 * inserts its events; at most one is in flight, and what comes meanwhile shares the next one. States: open →
 * broken (fenced, refused or lost; every later append fails with the same error).
 */
export class Ledger {
  readonly #options: LedgerOptions;
  readonly #pending: Pending[] = [];
  #head: LedgerHead;
  #etag: string | undefined;
  #claimed = false;
  #pumping = false;
  #gatherTimer: NodeJS.Timeout | undefined;
  #brokenBy: unknown;
  #transactions = 0;

  constructor(options: LedgerOptions) {
    this.#options = options;
    this.#head = { ...options.read.head, fence: options.fence, owner: options.workerId };
    this.#etag = options.read.etag;
  }

  get head(): Readonly<LedgerHead> {
    return this.#head;
  }

  get transactions(): number {
    return this.#transactions;
  }

  /** Notes, with the next append, up to where the read models are complete. */
  noteProjected(seq: number): void {
    this.#head = { ...this.#head, projectedSeq: Math.max(this.#head.projectedSeq, seq) };
  }

  /**
   * Adds an entry; resolves when it is durable.
   * @param gather may wait a few milliseconds for company; for entries that nobody waits for.
   * @param optional when storage refuses it for what it is, only this entry fails, and what shared its transaction
   * goes without it.
   * @throws {FencedError | HeadMovedError | AppendRefusedError | LeaseLostError}
   */
  append(build: EntryBuilder, { gather = false, optional = false } = {}): Promise<LedgerEvent[]> {
    if (this.#brokenBy !== undefined) return Promise.reject(this.#brokenBy);
    const { promise, resolve, reject } = Promise.withResolvers<LedgerEvent[]>();
    this.#pending.push({ build, optional, alone: false, resolve, reject });
    if (gather) this.#gatherTimer ??= setTimeout(() => void this.#pump(), gatherMs);
    else void this.#pump();
    return promise;
  }

  async #pump(): Promise<void> {
    clearTimeout(this.#gatherTimer);
    this.#gatherTimer = undefined;
    if (this.#pumping) return;
    this.#pumping = true;
    try {
      // What is appended in the same turn of the event loop goes along.
      await Promise.resolve();
      while (this.#pending.length > 0) await this.#commit(this.#compose());
    } catch (err) {
      this.#breakWith(err);
    } finally {
      this.#pumping = false;
    }
  }

  #breakWith(err: unknown): void {
    this.#brokenBy = err;
    for (const pending of this.#pending.splice(0)) pending.reject(err);
  }

  /** As many waiting entries as fit into one transaction, in order. */
  #compose(): Transaction {
    const writeId = randomUUID();
    const head = { ...this.#head, writeId };
    const jobs = new Map<string, { row: JobRow; isNew: boolean }>();
    const parts: Transaction["parts"] = [];
    const entities = [];
    let bytes = 0;
    for (const pending of this.#pending) {
      if (parts.length > 0 && (pending.alone || parts[0]?.pending.alone)) break;
      const entry = pending.build(head.seq + 1);
      const commands = entry.commands ?? [];
      const adds = entry.events.length + commands.length + (entry.job && !jobs.has(entry.job.row.jobId) ? 1 : 0);
      const size = sizeOf(entry);
      const room =
        1 + entities.length + jobs.size + adds <= maxTransactionEntities && bytes + size <= maxTransactionBytes;
      if (parts.length > 0 && !room) break;
      bytes += size;
      const events = entry.events.map((draft) => this.#link(head, draft));
      entities.push(...events.map(eventToEntity), ...commands.map((one) => obeyedToEntity(head.keyId, one)));
      parts.push({ pending, events });
      if (entry.job)
        jobs.set(entry.job.row.jobId, {
          row: entry.job.row,
          isNew: entry.job.isNew || (jobs.get(entry.job.row.jobId)?.isNew ?? false),
        });
      if (entry.running !== undefined) setOrDelete(head, "running", entry.running ?? undefined);
      if (entry.ended) head.lastEnded = entry.ended;
      if (entry.breaksLock && head.running) head.running = { ...head.running, lockBroken: true };
      changeKey(head, entry);
    }
    // Only now: when something above throws, every entry is still there to be told.
    this.#pending.splice(0, parts.length);
    return {
      head,
      parts,
      events: parts.flatMap((part) => part.events),
      jobs: [...jobs.values()].map(({ row }) => row),
      actions: [
        this.#etag === undefined
          ? ["create", headToEntity(head)]
          : ["update", headToEntity(head), "Replace", { etag: this.#etag }],
        ...[...jobs.values()].map(
          ({ row, isNew }): TransactionAction =>
            isNew
              ? ["create", jobRowToEntity(head.keyId, row)]
              : ["update", jobRowToEntity(head.keyId, row), "Replace", { etag: "*" }],
        ),
        ...entities.map((entity): TransactionAction => ["create", entity]),
      ],
    };
  }

  #link(head: LedgerHead, draft: EventDraft): LedgerEvent {
    const unhashed = {
      ...draft,
      keyId: head.keyId,
      seq: head.seq + 1,
      fence: head.fence,
      workerId: this.#options.workerId,
      writeId: head.writeId,
      prevHash: head.hash,
    };
    const event = { ...unhashed, hash: hashEvent(unhashed) };
    head.seq = event.seq;
    head.hash = event.hash;
    return event;
  }

  async #commit(transaction: Transaction): Promise<void> {
    try {
      this.#etag = await this.#sendUntilKnown(transaction);
    } catch (err) {
      if (err instanceof AppendRefusedError && this.#setAside(transaction, err)) return;
      for (const { pending } of transaction.parts) pending.reject(err);
      throw err;
    }
    this.#claimed = true;
    this.#transactions += 1;
    // What was noted as projected while the transaction was under way stays noted.
    this.#head = {
      ...transaction.head,
      projectedSeq: Math.max(transaction.head.projectedSeq, this.#head.projectedSeq),
    };
    for (const { pending, events } of transaction.parts) pending.resolve(events);
    // In the same turn, so that whoever goes on after its append finds the read models told.
    try {
      this.#options.onCommitted({ events: transaction.events, jobs: transaction.jobs });
    } catch (err) {
      this.#options.logger.error({ err, keyId: transaction.head.keyId }, "Read models were not told of an append");
    }
  }

  /** After a refusal: what is optional goes by itself, or, if it did already, fails. False when nothing here is. */
  #setAside({ parts }: Transaction, err: AppendRefusedError): boolean {
    const pending = parts.map((part) => part.pending);
    if (!pending.some(({ optional }) => optional)) return false;
    const [only] = pending;
    if (only && pending.length === 1) only.reject(err);
    else this.#pending.unshift(...pending.map((one) => ({ ...one, alone: one.optional })));
    return true;
  }

  /**
   * Sends the transaction until its fate is known. After an unknown outcome nothing else may be composed: the
   * head tells whether it happened, and until it does, the same bytes are sent again.
   * @returns the head's new ETag.
   */
  async #sendUntilKnown({ actions, head }: Transaction): Promise<string> {
    const { table, lost } = this.#options;
    for (;;) {
      lost.throwIfAborted();
      let refusal: unknown;
      try {
        const answer = await table.submitTransaction(actions, { abortSignal: lost });
        return answer.subResponses[0]?.etag ?? (await this.#readOwnEtag(head.writeId));
      } catch (err) {
        lost.throwIfAborted();
        this.#options.logger.debug({ err, keyId: head.keyId }, "Append without a clear answer; reading the head");
        refusal = err;
      }
      const fate = await this.#resolve(head, refusal);
      if (fate !== undefined) return fate;
      await delay(resendMs, undefined, { signal: lost }).catch(() => undefined);
    }
  }

  /** @returns the new ETag when the transaction happened, undefined when it must be sent again. */
  async #resolve(head: LedgerHead, refusal: unknown): Promise<string | undefined> {
    const found = await this.#readHeadWhileHeld(head.keyId);
    if (found?.head.writeId === head.writeId) return found.etag;
    // Also one that says the same is not ours any more once somebody has written it: no append would ever meet it.
    const isAsBefore = (found?.head.writeId ?? "") === this.#head.writeId && found?.etag === this.#etag;
    if (!isAsBefore) {
      // Whoever took the key for a new one has read no head at all.
      if (!this.#claimed && (this.#etag === undefined || (found?.head.fence ?? 0) < head.fence))
        throw new HeadMovedError("The head moved before the claim");
      throw new FencedError(
        `The ledger of ${head.keyId} was written by a hold with fence ${found?.head.fence}, ours is ${head.fence}`,
        {
          cause: refusal,
        },
      );
    }
    if (isRefusal(refusal) || (statusOf(refusal) === 409 && found)) {
      throw new AppendRefusedError(`Storage refused an append to ${head.keyId}`, { cause: refusal });
    }
    return undefined;
  }

  async #readOwnEtag(writeId: string): Promise<string> {
    const found = await this.#readHeadWhileHeld(this.#head.keyId);
    if (found?.head.writeId !== writeId || !found.etag) throw new FencedError("The head was overwritten at once");
    return found.etag;
  }

  async #readHeadWhileHeld(keyId: string): Promise<ReadHead | undefined> {
    const { table, lost, logger } = this.#options;
    for (;;) {
      lost.throwIfAborted();
      try {
        return await readHead(table, keyId, lost);
      } catch (err) {
        lost.throwIfAborted();
        logger.debug({ err, keyId }, "The head cannot be read; trying again while the hold lasts");
        await delay(resendMs, undefined, { signal: lost }).catch(() => undefined);
      }
    }
  }
}

/** What an entry takes of a transaction; rather too much than too little. */
function sizeOf({ events, job }: Entry): number {
  const ofEvents = events.reduce(
    (sum, { message, data }) => sum + eventBytes + jsonBytes(message) + textBytes(data),
    0,
  );
  if (!job) return ofEvents;
  const { request, result, error, attempts, ranges } = job.row;
  const lists = attempts.length * attemptBytes + ranges.length * rangeBytes;
  const ofError = error ? jsonBytes(JSON.stringify(error)) : 0;
  return ofEvents + rowBytes + lists + ofError + textBytes(request) + textBytes(result);
}

function textBytes(stored: StoredText | undefined): number {
  return stored?.kind === "inline" ? jsonBytes(stored.text) : 0;
}

/** A job that has ended holds nothing back any more. */
function changeKey(head: LedgerHead, { job, keyChange }: Entry): void {
  const state = keyChange ? keyChange(head.key ?? {}) : head.key;
  if (!state) return;
  const { heldFor, ...rest } = state;
  const isOver = job?.row.endedAt !== undefined && job.row.jobId === heldFor?.jobId;
  const next = isOver || !heldFor ? rest : state;
  if (Object.keys(next).length > 0) head.key = next;
  else delete head.key;
}

function setOrDelete(head: LedgerHead, name: "running", value: RunningAttempt | undefined): void {
  if (value) head[name] = value;
  else delete head[name];
}
