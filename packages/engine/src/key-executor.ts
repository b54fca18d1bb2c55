import { type LeaseHold, LeaseLostError } from "@baton/lease";
import type { Logger } from "@baton/runtime";
import {
  type Committed,
  type Entry,
  type EntryBuilder,
  emptyHead,
  FencedError,
  HeadMovedError,
  type InboxRow,
  Ledger,
  type LedgerEvent,
  type LedgerHead,
  readEvents,
  readHead,
  readJobRow,
} from "@baton/store";
import { AttemptRunner } from "./attempt-runner.ts";
import { claimEntry, waitingRowOf } from "./claim-entry.ts";
import type { EngineDeps } from "./engine-deps.ts";
import { WaitingLine } from "./waiting-line.ts";
import { WakeSignal } from "./wake-signal.ts";

/** Why a hold was given up. `more`: its key has due work left; `failed`: trying again at once is no use. */
export type HoldEnd = { more: boolean; failed?: boolean };

/**
 * Runs the jobs of one held key, one after another. States: opening → (running | lingering)* → closing → over.
 * The claim, its first append, goes with the first thing that there is to record; when there is nothing, the
 * hold leaves no trace.
 */
export class KeyExecutor {
  readonly keyId: string;
  readonly #key: { tenantId: string; lockKey: string };
  readonly #hold: LeaseHold;
  readonly #deps: EngineDeps;
  readonly #line: WaitingLine;
  readonly #bell = new WakeSignal();
  readonly #stopping = new AbortController();
  readonly #logger: Logger;
  readonly #openedAt = performance.now();
  #ledger: Ledger | undefined;
  /** The claim, until the first append takes it along. */
  #claim: EntryBuilder | undefined;
  #current: string | undefined;
  #unprojected: Promise<void> = Promise.resolve();

  constructor(key: { keyId: string; tenantId: string; lockKey: string }, hold: LeaseHold, deps: EngineDeps) {
    this.keyId = key.keyId;
    this.#key = { tenantId: key.tenantId, lockKey: key.lockKey };
    this.#hold = hold;
    this.#deps = deps;
    this.#line = new WaitingLine(key.keyId, deps.inbox, deps.whoKnows, () => deps.storage.clock.now());
    this.#logger = deps.logger.child({ keyId: key.keyId });
  }

  /** The job that runs now. */
  get current(): string | undefined {
    return this.#current;
  }

  /** There may be new rows in the inbox. */
  notice(): void {
    this.#line.invalidate();
    this.#bell.ring();
  }

  /** No new job; the running one is told to end. */
  stop(): void {
    this.#stopping.abort();
    this.#bell.ring();
  }

  /** Works until the hold ends, in whatever way, and gives the lock back. */
  async run(): Promise<HoldEnd> {
    const wakeOnLost = () => this.#bell.ring();
    this.#hold.lost.addEventListener("abort", wakeOnLost);
    try {
      await this.#open();
      return await this.#work();
    } catch (err) {
      this.#noteEnd(err);
      const isUsual = err instanceof LeaseLostError || err instanceof FencedError || err instanceof HeadMovedError;
      return { more: isUsual, failed: !isUsual };
    } finally {
      this.#hold.lost.removeEventListener("abort", wakeOnLost);
      await this.#hold.release();
    }
  }

  async #open(): Promise<void> {
    const { storage } = this.#deps;
    const read = (await readHead(storage.ledger, this.keyId, this.#hold.lost)) ?? {
      head: emptyHead(this.keyId, this.#key.tenantId, this.#key.lockKey),
      etag: undefined,
    };
    const fence = await this.#hold.mint(read.head.fence);
    this.#ledger = new Ledger({
      table: storage.ledger,
      read,
      fence,
      workerId: this.#deps.worker.workerId,
      lost: this.#hold.lost,
      logger: this.#logger,
      onCommitted: (committed) => this.#project(committed),
    });
    await this.#fillProjectionGap(read.head);
    const { running } = read.head;
    const interrupted = running && (await readJobRow(storage.ledger, this.keyId, running.jobId));
    const hold = {
      fence,
      previousFence: read.head.fence,
      leaseSeconds: this.#hold.leaseSeconds,
      clockOffsetMs: storage.clock.wallOffsetMs,
      ...this.#deps.worker,
    };
    this.#claim = claimEntry(hold, running, interrupted);
    if (interrupted) {
      await this.#deps.inbox.putIfMissing(waitingRowOf(this.keyId, interrupted));
      await this.#append(() => ({ events: [] }));
    }
  }

  async #work(): Promise<HoldEnd> {
    for (;;) {
      this.#hold.throwIfLost();
      if (this.#stopping.signal.aborted) return this.#close(true);
      if (performance.now() - this.#openedAt > this.#deps.settings.holdMaxMs && this.#deps.isStarving())
        return this.#close(true);
      this.#bell.take();
      const next = await this.#line.next();
      if (next.kind === "elsewhere") return this.#close(true);
      if (next.kind === "job") await this.#runJob(next.row);
      else if (!(await this.#linger()) && (await this.#settleMarker())) return this.#close(false);
    }
  }

  async #runJob(row: InboxRow): Promise<void> {
    this.#current = row.jobId;
    this.#deps.onRunningChanged(1);
    try {
      const runner = new AttemptRunner({
        row,
        hold: this.#hold,
        lastEnded: this.#openLedger.head.lastEnded,
        append: (build, options) => this.#append(build, options),
        stopping: this.#stopping.signal,
        deps: this.#deps,
        logger: this.#logger.child({ jobId: row.jobId }),
      });
      const end = await runner.run();
      if (end === "over") this.#finish(row);
    } finally {
      this.#current = undefined;
      this.#deps.onRunningChanged(-1);
    }
  }

  /** The job's row goes when its end is durable and shown. */
  #finish(row: InboxRow): void {
    this.#line.drop(row.jobId);
    const shown = this.#unprojected;
    this.#unprojected = shown
      .then(() => this.#deps.inbox.remove([row]))
      .catch((err) => this.#logger.warn({ err, jobId: row.jobId }, "Inbox row not removed; the next look removes it"));
  }

  /** True when there is something new to look at. */
  async #linger(): Promise<boolean> {
    const { holdLingerMs } = this.#deps.settings;
    if (this.#deps.isStarving()) return false;
    const now = this.#deps.storage.clock.now();
    const dueInMs = this.#line.nextDueAt ? this.#line.nextDueAt.getTime() - now.getTime() : Number.POSITIVE_INFINITY;
    const rung = await this.#bell.wait(Math.max(0, Math.min(holdLingerMs, dueInMs)));
    if (rung) this.#line.invalidate();
    return rung || dueInMs <= holdLingerMs;
  }

  /** Says in the marker that there is nothing left; false when someone added something meanwhile. */
  async #settleMarker(): Promise<boolean> {
    await this.#projected();
    const marker = await this.#deps.markers.read(this.keyId);
    this.#line.invalidate();
    const next = await this.#line.next();
    if (next.kind !== "nothing") return false;
    if (!marker) return true;
    const { waiting, later } = await this.#deps.inbox.firstRows(this.keyId, 1);
    // Rows of a type that nobody knows stay due: a worker that knows it may come at any time.
    if (waiting.length > 0) return true;
    return this.#deps.markers.settle(marker, later.length > 0 ? this.#line.nextDueAt : undefined);
  }

  async #close(more: boolean): Promise<HoldEnd> {
    await this.#projected();
    // A hold that recorded nothing has not claimed the ledger: there is nothing to release in it.
    if (!this.#claim) {
      await this.#append(() => ({
        events: [
          {
            status: "LockReleased",
            message: `Lock released (fence ${this.#hold.fence})`,
            occurredAt: new Date().toISOString(),
          },
        ],
      }));
      this.#logger.debug({ fence: this.#hold.fence }, "Lock released");
    }
    return { more };
  }

  /** Waits until the read models have everything, as long as the hold lasts. */
  async #projected(): Promise<void> {
    const { lost } = this.#hold;
    const { promise, resolve } = Promise.withResolvers<void>();
    lost.addEventListener("abort", () => resolve(), { once: true });
    await Promise.race([this.#unprojected, promise]);
    this.#hold.throwIfLost();
  }

  async #append(build: EntryBuilder, options?: { gather?: boolean }): Promise<LedgerEvent[]> {
    const claim = this.#claim;
    if (!claim) return this.#openLedger.append(build, options);
    this.#claim = undefined;
    return this.#openLedger.append((firstSeq) => joinEntries(claim, build, firstSeq), options);
  }

  #project({ events, jobs }: Committed): void {
    const ledger = this.#openLedger;
    const lastSeq = events.at(-1)?.seq ?? 0;
    const { promise, resolve } = Promise.withResolvers<void>();
    const before = this.#unprojected;
    this.#unprojected = before.then(() => promise);
    this.#deps.projector.add({
      keyId: this.keyId,
      key: this.#key,
      events,
      jobs,
      done: () => {
        ledger.noteProjected(lastSeq);
        resolve();
      },
    });
  }

  /** A worker that died between an append and its read models left a gap, which this one fills. */
  async #fillProjectionGap(head: LedgerHead): Promise<void> {
    if (head.projectedSeq >= head.seq) return;
    const { storage, projector } = this.#deps;
    const events = await readEvents(storage.ledger, this.keyId, head.projectedSeq + 1, head.seq);
    const jobIds = new Set(events.flatMap((event) => (event.jobId === undefined ? [] : [event.jobId])));
    const rows = await Promise.all([...jobIds].map((jobId) => readJobRow(storage.ledger, this.keyId, jobId)));
    const jobs = rows.filter((row) => row !== undefined);
    projector.add({ keyId: this.keyId, key: this.#key, events, jobs });
  }

  get #openLedger(): Ledger {
    if (!this.#ledger) throw new Error("The hold has not been opened");
    return this.#ledger;
  }

  #noteEnd(err: unknown): void {
    if (err instanceof FencedError) this.#hold.loseFenced(err);
    if (err instanceof LeaseLostError || err instanceof FencedError) {
      this.#logger.warn({ err, fence: this.#hold.fence }, "Lock lost; whoever has it now goes on");
    } else if (err instanceof HeadMovedError) {
      this.#logger.debug({ err }, "The ledger moved before the claim; looking again");
    } else {
      this.#logger.error({ err }, "The hold ended with an error; its jobs stay in the inbox");
    }
  }
}

function joinEntries(first: EntryBuilder, second: EntryBuilder, firstSeq: number): Entry {
  const one = first(firstSeq);
  const other = second(firstSeq + one.events.length);
  return { ...one, ...other, events: [...one.events, ...other.events] };
}
