import { setTimeout as delay, setImmediate as nextTurn } from "node:timers/promises";
import { keyId as keyIdFrom } from "../key-id.ts";
import { jobRowFromEntity, jobRowKey } from "../ledger/job-row.ts";
import { headFromEntity, type LedgerHead, type RunningAttempt, readHead } from "../ledger/ledger-head.ts";
import { orUndefinedIfMissing } from "../storage-errors.ts";
import type { Table } from "../table.ts";
import { BlobCheck, type ReadBlob } from "./blob-check.ts";
import { ChainCheck, type ChainStart } from "./chain-check.ts";
import {
  eventRows,
  isEventRow,
  isJobRow,
  jobRowsOf,
  type LedgerTableRow,
  newestSeqOf,
  readEventRow,
} from "./ledger-rows.ts";
import { breakAt, type Checked, type RecordBreak } from "./record-break.ts";

/** A head that a checkpoint line vouches for. */
export type SignedHead = { seq: number; hash: string; line: number; at: string };

export type KeyCheckOptions = {
  keyId: string;
  table: Table;
  readBlob: ReadBlob;
  /** Storage's time. */
  now: () => Date;
  /** Oldest line first. They must have been read before the key's rows. */
  signed: SignedHead[];
  /** Begin behind this event instead of at the chain's first. */
  start?: ChainStart;
  /** Told now and then how many more events have been checked. What it throws ends the check. */
  onEvents?: ((count: number) => void) | undefined;
};

export type KeyResult = {
  keyId: string;
  broken: RecordBreak | undefined;
  checked: Omit<Checked, "keys" | "checkpointLines">;
  lastSeq: number;
  /** The newest event that a checkpoint vouches for; 0 for none. */
  signedSeq: number;
};

const retryMs = 50;
const maxLooks = 100;
/** Hashing so many takes some 10 ms; then whatever else the process does has its turn. */
const eventsPerTurn = 256;

/** Checks one key's record beside its appends: chain, head, checkpoints, job rows, blobs, in this order. */
export class KeyCheck {
  readonly #options: KeyCheckOptions;
  readonly #chain: ChainCheck;
  readonly #blobs: BlobCheck;
  readonly #signed: SignedHead[];
  readonly #suspects = new Set<string>();
  #broken: RecordBreak | undefined;
  #signedSeq = 0;
  #jobs = 0;
  #firstSeq: number;

  constructor(options: KeyCheckOptions) {
    this.#options = options;
    this.#chain = new ChainCheck(options.keyId, options.start);
    this.#blobs = new BlobCheck(options.keyId, options.readBlob, options.now);
    this.#signed = options.signed.toSorted((one, other) => one.seq - other.seq);
    this.#firstSeq = this.#chain.seq + 1;
    this.#meetSigned(this.#chain.seq, this.#chain.hash);
  }

  /** Checks a partition that has been read whole. */
  async checkRows(rows: LedgerTableRow[]): Promise<KeyResult> {
    for (const row of rows.filter(isEventRow).reverse()) await this.#takeRow(row);
    const head = rows.find((row) => row["rowKey"] === "head");
    await this.#checkHead(head && readable(() => headFromEntity(head)), this.#chain.seq);
    await this.#checkJobRows(rows.filter(isJobRow));
    return this.#result();
  }

  /** Checks a partition by reading it in pieces. */
  async checkStored(): Promise<KeyResult> {
    const { table, keyId } = this.#options;
    // In this order: an event that is there is covered by a head that is read later.
    const newestSeq = await newestSeqOf(table, keyId);
    const row = await orUndefinedIfMissing(table.getEntity<LedgerTableRow>(keyId, "head"));
    await this.#checkHead(row && readable(() => headFromEntity(row)), newestSeq);
    const isSegment = this.#firstSeq > 1;
    await this.#checkJobRows(isSegment ? this.#rowsOfSeenJobs() : jobRowsOf(table, keyId));
    return this.#result();
  }

  async #checkHead(head: LedgerHead | undefined, newestSeq: number): Promise<void> {
    if (this.#broken) return;
    if (!head) return this.#breakWithoutHead(newestSeq);
    if (keyIdOf(head) !== head.keyId) return this.#break("head", "it names another tenant or lock key");
    if (newestSeq > head.seq) return this.#break("head", `it says ${head.seq} events, but event ${newestSeq} is there`);
    await this.#advance(head.seq);
    this.#checkSignedEnd();
    if (this.#broken) return;
    const { hash, hold, open } = this.#chain;
    if (hash !== undefined && head.hash !== hash)
      return this.#break("head", `its hash is not that of event ${head.seq}`);
    if (hold && (head.fence !== hold.fence || head.owner !== hold.workerId))
      return this.#break("head", `it names fence ${head.fence} of ${head.owner}, the chain ${hold.fence}`);
    if (this.#firstSeq === 1 && !isSameAttempt(head.running, open))
      this.#break("head", `it says ${attemptText(head.running)} runs, the chain says ${attemptText(open)}`);
  }

  #breakWithoutHead(newestSeq: number): void {
    const signed = this.#signed.at(-1);
    if (newestSeq > 0) this.#break("head", "the key has no head that can be read");
    else if (!signed) this.#break("head", "there is no ledger of this key", { isUnknownKey: true });
    else
      this.#break(
        "head",
        `the whole ledger is gone; checkpoint line ${signed.line} of ${signed.at} signed its event ${signed.seq}`,
      );
  }

  /** Reads on to an event that the head says is there. */
  async #advance(toSeq: number): Promise<void> {
    if (this.#broken || toSeq <= this.#chain.seq) return;
    const { table, keyId } = this.#options;
    for await (const row of eventRows(table, keyId, this.#chain.seq + 1, toSeq)) {
      if (!(await this.#takeRow(row))) return;
    }
    if (this.#chain.seq < toSeq)
      this.#broken = breakAt(keyId, this.#chain.seq + 1, `it is missing; the head says ${toSeq} events`);
  }

  async #takeRow(row: LedgerTableRow): Promise<boolean> {
    if (this.#broken) return false;
    const { event, reason } = readEventRow(row);
    this.#chain.take(event);
    this.#broken = this.#chain.broken;
    if (reason !== undefined) this.#broken ??= breakAt(this.#options.keyId, event.seq, reason);
    if (this.#broken) return false;
    this.#meetSigned(event.seq, event.hash);
    await this.#blobs.add(`event ${event.seq}`, event.data);
    if (event.seq % eventsPerTurn === 0) await this.#giveTurn();
    return !this.#broken;
  }

  async #giveTurn(): Promise<void> {
    await nextTurn();
    this.#options.onEvents?.(eventsPerTurn);
  }

  /** Compares an event with what the checkpoint lines say of it. */
  #meetSigned(seq: number, hash: string | undefined): void {
    for (let next = this.#signed[0]; next && next.seq <= seq; next = this.#signed[0]) {
      this.#signed.shift();
      if (next.seq < seq) continue;
      if (next.hash !== hash)
        this.#broken ??= breakAt(
          this.#options.keyId,
          seq,
          `checkpoint line ${next.line} of ${next.at} signed another hash for it: the chain was rewritten`,
        );
      else this.#signedSeq = seq;
    }
  }

  async #checkJobRows(rows: AsyncIterable<LedgerTableRow> | Iterable<LedgerTableRow>): Promise<void> {
    if (this.#broken) return;
    const missing = new Set(this.#chain.history.jobIds);
    for await (const entity of rows) {
      const row = readable(() => jobRowFromEntity(entity));
      const place = String(entity["rowKey"]);
      if (!row) return this.#break(place, "it cannot be read");
      if (place !== jobRowKey(row.jobId)) return this.#break(place, `it is the row of job ${row.jobId}`);
      if (keyIdOf(row) !== this.#options.keyId) return this.#break(place, "it names another tenant or lock key");
      missing.delete(row.jobId);
      this.#jobs += 1;
      if (this.#chain.history.difference(row) !== undefined) this.#suspects.add(row.jobId);
      for (const stored of [row.request, row.result]) await this.#blobs.add(jobRowKey(row.jobId), stored);
    }
    for (const jobId of missing) if (this.#chain.history.isWhole(jobId)) this.#suspects.add(jobId);
    for (const jobId of this.#suspects) if (!this.#broken) await this.#confirm(jobId);
    await this.#blobs.settle();
    this.#broken ??= this.#blobs.broken;
  }

  /** A head that was signed is in the past of whatever is read after its line. */
  #checkSignedEnd(): void {
    const beyond = this.#signed[0];
    if (!beyond || this.#broken) return;
    this.#broken = breakAt(
      this.#options.keyId,
      this.#chain.seq + 1,
      `it is missing: checkpoint line ${beyond.line} of ${beyond.at} signed event ${beyond.seq}, the chain ends before`,
    );
  }

  /** A row that differs may only be newer than the events seen: it counts when it stood still while those came. */
  async #confirm(jobId: string): Promise<void> {
    const { table, keyId } = this.#options;
    let before: string | undefined;
    for (let look = 0; look < maxLooks && !this.#broken; look += 1) {
      const entity = await orUndefinedIfMissing(table.getEntity<LedgerTableRow>(keyId, jobRowKey(jobId)));
      const etag = entity ? String(entity["etag"]) : "none";
      const row = entity && readable(() => jobRowFromEntity(entity));
      const difference = row ? this.#chain.history.difference(row) : `it ${entity ? "cannot be read" : "is missing"}`;
      if (difference === undefined) return;
      if (etag === before) return this.#break(jobRowKey(jobId), difference);
      before = etag;
      const head = await readHead(table, keyId);
      await this.#advance(head?.head.seq ?? 0);
      await delay(look === 0 ? 0 : retryMs);
    }
  }

  async *#rowsOfSeenJobs(): AsyncGenerator<LedgerTableRow> {
    const { table, keyId } = this.#options;
    for (const jobId of this.#chain.history.jobIds) {
      const row = await orUndefinedIfMissing(table.getEntity<LedgerTableRow>(keyId, jobRowKey(jobId)));
      if (row) yield row;
    }
  }

  #break(place: string, reason: string, more: Pick<RecordBreak, "isUnknownKey"> = {}): void {
    this.#broken ??= { keyId: this.#options.keyId, place, reason, ...more };
  }

  #result(): KeyResult {
    const { seq, holds, attempts } = this.#chain;
    return {
      keyId: this.#options.keyId,
      broken: this.#broken,
      checked: {
        events: Math.max(0, seq - this.#firstSeq + 1),
        jobs: this.#jobs,
        holds,
        attempts,
        blobs: this.#blobs.checked,
        expired: this.#blobs.expired,
      },
      lastSeq: seq,
      signedSeq: this.#signedSeq,
    };
  }
}

function keyIdOf({ tenantId, lockKey }: { tenantId: string; lockKey: string }): string {
  return keyIdFrom(tenantId, lockKey);
}

function readable<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    // A column that is no JSON: someone else wrote it.
    return undefined;
  }
}

function isSameAttempt(one: RunningAttempt | undefined, other: RunningAttempt | undefined): boolean {
  if (!one || !other) return one === other;
  return (["jobId", "attempt", "fence", "workerId", "startedAt", "startedSeq"] as const).every(
    (name) => one[name] === other[name],
  );
}

function attemptText(attempt: RunningAttempt | undefined): string {
  return attempt ? `attempt ${attempt.attempt} of job ${attempt.jobId}` : "nothing";
}
