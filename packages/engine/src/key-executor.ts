import { type LeaseHold, LeaseLostError } from "@baton/lease";
import type { Logger } from "@baton/runtime";
import {
  AppendRefusedError,
  type Committed,
  type EndedAttempt,
  type EntryBuilder,
  emptyHead,
  FencedError,
  HeadMovedError,
  Ledger,
  type LedgerEvent,
  type LedgerHead,
  type ReadHead,
  readEvents,
  readHead,
  readJobRow,
  type WaitingRow,
} from "@baton/store";
import { type AttemptEnd, AttemptRunner } from "./attempt-runner.ts";
import { claimEntry, waitingRowOf } from "./claim-entry.ts";
import type { EngineDeps } from "./engine-deps.ts";
import { FinishedRows } from "./finished-rows.ts";
import { duplicateEntry, refusedEntry, releaseEntry } from "./hold-entries.ts";
import { type Choice, NextJob } from "./next-job.ts";
import type { PreparedJob } from "./prepared-job.ts";
import { RecordedJobs } from "./recorded-jobs.ts";
import { StartEntry, type StartedAttempt } from "./start-entry.ts";
import { type Look, WaitingLine } from "./waiting-line.ts";
import { WakeSignal } from "./wake-signal.ts";

/**
 * Why a hold was given up. `more`: its key has due work left; `failed`: trying again at once is no use; `news`:
 * something came while the lock was being given back.
 */
export type HoldEnd = { more: boolean; failed?: boolean; news: boolean };

/**
 * Runs the jobs of one held key, one after another. States: opening → (running | lingering)* → closing → over.
 * The claim, its first append, goes with the first thing that there is to record; when there is nothing, the
 * hold leaves no trace. The end of a job, the start of the next and the hold's own events share transactions.
 */
export class KeyExecutor {
  readonly keyId: string;
  readonly #key: { tenantId: string; lockKey: string };
  readonly #hold: LeaseHold;
  readonly #deps: EngineDeps;
  readonly #line: WaitingLine;
  readonly #finished: FinishedRows;
  readonly #bell = new WakeSignal();
  readonly #stopping = new AbortController();
  readonly #logger: Logger;
  readonly #openedAt = performance.now();
  #ledger: Ledger | undefined;
  #recorded: RecordedJobs | undefined;
  #next: NextJob | undefined;
  /** The claim, until the first append takes it along. */
  #claim: EntryBuilder | undefined;
  #released = false;
  #current: string | undefined;
  #unprojected: Promise<void> = Promise.resolve();

  /** @param look what was seen of the key's inbox before its lock was taken, if that was just now. */
  constructor(
    key: { keyId: string; tenantId: string; lockKey: string },
    hold: LeaseHold,
    deps: EngineDeps,
    look?: Look,
  ) {
    this.keyId = key.keyId;
    this.#key = { tenantId: key.tenantId, lockKey: key.lockKey };
    this.#hold = hold;
    this.#deps = deps;
    this.#line = new WaitingLine(key.keyId, { ...deps, now: () => deps.storage.clock.now() }, look);
    this.#logger = deps.logger.child({ keyId: key.keyId });
    this.#finished = new FinishedRows(deps.inbox, this.#line, this.#logger);
  }

  /** The job that runs now. */
  get current(): string | undefined {
    return this.#current;
  }

  /** Nothing more runs under this hold; it waits for its read models. */
  get isClosing(): boolean {
    return this.#released;
  }

  /** There may be new rows in the inbox. */
  notice(): void {
    if (this.#next) this.#next.reconsider();
    else this.#line.invalidate();
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
    const end = await this.#openAndWork();
    this.#hold.lost.removeEventListener("abort", wakeOnLost);
    await this.#hold.release();
    return { ...end, news: this.#bell.take() };
  }

  async #openAndWork(): Promise<Omit<HoldEnd, "news">> {
    try {
      await this.#open();
      return await this.#work();
    } catch (err) {
      this.#noteEnd(err);
      const isUsual = err instanceof LeaseLostError || err instanceof FencedError || err instanceof HeadMovedError;
      return { more: isUsual, failed: !isUsual };
    }
  }

  async #open(): Promise<void> {
    const { storage, worker } = this.#deps;
    const read = await this.#readHead();
    // All that the claim builds on is read after the head, on which it is conditional.
    this.#recorded = new RecordedJobs(storage.ledger, this.keyId, read.etag === undefined);
    const fence = await this.#hold.mint(read.head.fence);
    this.#ledger = new Ledger({
      table: storage.ledger,
      read,
      fence,
      workerId: worker.workerId,
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
      ...worker,
    };
    this.#claim = claimEntry(hold, running, interrupted);
    if (interrupted) {
      await this.#deps.inbox.putIfMissing(waitingRowOf(this.keyId, interrupted));
      this.#line.invalidate();
      await this.#append(() => ({ events: [] }));
    }
    this.#next = new NextJob(this.#line, this.#recorded, this.#deps);
  }

  /** A key whose lock was never taken before has no ledger; should it have one all the same, the claim is refused. */
  async #readHead(): Promise<ReadHead> {
    const found = this.#hold.isNew ? undefined : await readHead(this.#deps.storage.ledger, this.keyId, this.#hold.lost);
    return found ?? { head: emptyHead(this.keyId, this.#key.tenantId, this.#key.lockKey), etag: undefined };
  }

  async #work(): Promise<Omit<HoldEnd, "news">> {
    const next = opened(this.#next);
    for (;;) {
      this.#hold.throwIfLost();
      if (this.#mustClose) return this.#close(true);
      this.#bell.take();
      const choice = await next.take();
      if (choice.kind === "elsewhere") return this.#close(true);
      if (choice.kind === "over") await this.#ignoreDuplicate(choice);
      else if (choice.kind === "job") await this.#runFrom(choice.prepared);
      else if (!(await this.#linger()) && (await this.#settleMarker())) return this.#close(false);
      if (this.#released) return { more: this.#mustClose || !(await this.#settleReleased()) };
    }
  }

  get #mustClose(): boolean {
    const { holdMaxMs } = this.#deps.settings;
    const hasHadItsTime = performance.now() - this.#openedAt > holdMaxMs && this.#deps.isStarving();
    return this.#stopping.signal.aborted || hasHadItsTime;
  }

  /** Runs a job, and all that follow it without a pause. */
  async #runFrom(first: PreparedJob): Promise<void> {
    const start = this.#startEntry(first, this.#openLedger.head.lastEnded);
    let started = await this.#recordStart(start, first);
    while (started) started = await this.#runAndGoOn(started);
    opened(this.#next).nothingRuns();
  }

  /** One attempt; then its end and the start of the next one, together. */
  async #runAndGoOn(started: StartedAttempt): Promise<StartedAttempt | undefined> {
    const { row } = started.prepared;
    const logger = this.#logger.child({ jobId: row.jobId });
    const { fence } = this.#hold;
    logger.info({ fence, attempt: started.attempt }, `Lock acquired (fence ${fence}). Starting job processing...`);
    this.#current = row.jobId;
    this.#deps.onRunningChanged(1);
    try {
      opened(this.#next).lookAhead(row.jobId);
      const runner = new AttemptRunner({
        started,
        hold: this.#hold,
        append: (build, options) => this.#append(build, options),
        stopping: this.#stopping.signal,
        deps: this.#deps,
        logger,
      });
      return await this.#settle(row, await runner.run());
    } finally {
      this.#current = undefined;
      this.#deps.onRunningChanged(-1);
    }
  }

  async #settle(row: WaitingRow, end: AttemptEnd): Promise<StartedAttempt | undefined> {
    const following = await this.#following();
    const isRecorded = this.#append(end.build);
    const next = following?.kind === "job" ? following.prepared : undefined;
    const started = next && this.#recordStart(this.#startEntry(next, end.ended), next);
    // The end's failure is the one to tell.
    started?.catch(() => undefined);
    if (this.#isLast(following)) void this.#release();
    await isRecorded;
    end.tell();
    if (end.isOver) this.#finish(row);
    return started;
  }

  /** What comes next, unless the hold ends here. The end of what has just run must not depend on it. */
  async #following(): Promise<Choice | undefined> {
    if (this.#mustClose) return undefined;
    try {
      return await opened(this.#next).take();
    } catch (err) {
      this.#hold.throwIfLost();
      this.#logger.debug({ err }, "The next job could not be read; it is looked for again");
      return { kind: "nothing" };
    }
  }

  /** Other keys wait for a slot, or the worker stops, and there is nothing more to run here. */
  #isLast(following: Choice | undefined): boolean {
    if (following === undefined) return true;
    return following.kind === "nothing" && this.#line.nextDueAt === undefined && this.#deps.isStarving();
  }

  #startEntry(next: PreparedJob, ended: EndedAttempt | undefined): StartEntry {
    return new StartEntry(next, { fence: this.#hold.fence, workerId: this.#deps.worker.workerId }, ended);
  }

  /** @returns undefined when storage does not take it: then the job has ended, and says why. */
  async #recordStart(start: StartEntry, { row, ...prepared }: PreparedJob): Promise<StartedAttempt | undefined> {
    try {
      await this.#append(start.build, { optional: true });
      return start.started;
    } catch (err) {
      if (!(err instanceof AppendRefusedError)) throw err;
      this.#logger.error({ err, jobId: row.jobId }, "The start of a job could not be recorded");
      await this.#append(refusedEntry({ row, ...prepared }, err));
      this.#finish(row);
      return undefined;
    }
  }

  /** A row that is older than the job's end is a remnant: the holder died before it could remove it. */
  async #ignoreDuplicate({ row, known }: Extract<Choice, { kind: "over" }>): Promise<void> {
    if (known.endedAt !== undefined && row.receivedAt > known.endedAt) {
      this.#logger.info({ jobId: row.jobId }, "Duplicate ignored: the job had ended before");
      await this.#append(duplicateEntry(row, known));
    }
    this.#finish(row);
  }

  /** The job's row goes when its end is durable and shown. */
  #finish(row: WaitingRow): void {
    this.#line.drop(row);
    void this.#unprojected.then(() => this.#finished.add(row));
  }

  /** True when there is something new to look at. */
  async #linger(): Promise<boolean> {
    const { holdLingerMs } = this.#deps.settings;
    if (this.#line.isBlocked) {
      await this.#projected();
      this.#line.invalidate();
      return true;
    }
    if (this.#deps.isStarving()) return false;
    const now = this.#deps.storage.clock.now();
    const dueInMs = this.#line.nextDueAt ? this.#line.nextDueAt.getTime() - now.getTime() : Number.POSITIVE_INFINITY;
    const rung = await this.#bell.wait(Math.max(0, Math.min(holdLingerMs, dueInMs)));
    if (rung || dueInMs <= holdLingerMs) this.#line.invalidate();
    return rung || dueInMs <= holdLingerMs;
  }

  /** Says in the marker that there is nothing left; false when someone added something meanwhile. */
  async #settleMarker(): Promise<boolean> {
    await this.#projected();
    return this.#line.settleMarker();
  }

  /** The hold's record is closed, its lock still held: once more, when something was added, to see what it is. */
  async #settleReleased(): Promise<boolean> {
    if (await this.#settleMarker()) return true;
    this.#line.invalidate();
    const next = await this.#line.next();
    return next.kind === "nothing" && this.#line.settleMarker();
  }

  async #close(more: boolean): Promise<Omit<HoldEnd, "news">> {
    await this.#projected();
    // A hold that recorded nothing has not claimed the ledger: there is nothing to release in it.
    if (!this.#claim) await this.#release();
    return { more };
  }

  #release(): Promise<unknown> {
    this.#released = true;
    this.#deps.onClosing();
    const isRecorded = this.#append(releaseEntry(this.#hold.fence));
    // When it goes with the end of a job, that one's failure is told.
    isRecorded.catch(() => undefined);
    return isRecorded;
  }

  /** Waits until the read models have everything and the rows of ended jobs are gone, as long as the hold lasts. */
  async #projected(): Promise<void> {
    const { lost } = this.#hold;
    const { promise, resolve } = Promise.withResolvers<void>();
    const onLost = () => resolve();
    lost.addEventListener("abort", onLost);
    await Promise.race([this.#unprojected.then(() => this.#finished.removed()), promise]);
    lost.removeEventListener("abort", onLost);
    this.#hold.throwIfLost();
  }

  async #append(build: EntryBuilder, options?: { gather?: boolean; optional?: boolean }): Promise<LedgerEvent[]> {
    const claim = this.#claim;
    this.#claim = undefined;
    // In the same turn, so in the same transaction; when that fails for the claim, it fails for the entry, too.
    if (claim) this.#openLedger.append(claim).catch(() => undefined);
    return this.#openLedger.append(build, options);
  }

  #project({ events, jobs }: Committed): void {
    const ledger = this.#openLedger;
    const lastSeq = events.at(-1)?.seq ?? 0;
    const { promise, resolve } = Promise.withResolvers<void>();
    const before = this.#unprojected;
    this.#unprojected = before.then(() => promise);
    for (const { jobId } of jobs) this.#recorded?.wrote(jobId);
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
    return opened(this.#ledger);
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

function opened<T>(part: T | undefined): T {
  if (part === undefined) throw new Error("The hold has not been opened");
  return part;
}
