import type { RunningJob } from "@baton/contracts";
import { type LeaseHold, LeaseLostError } from "@baton/lease";
import { type Logger, pause } from "@baton/runtime";
import { inSpan } from "@baton/runtime/tracing";
import {
  type AddedRows,
  AppendRefusedError,
  type CommandRow,
  type EndedAttempt,
  type EntryBuilder,
  FencedError,
  HeadMovedError,
  type InboxRow,
  isOutage,
  type LedgerEvent,
  laterRow,
  type SeenMarker,
  type WaitingRow,
  waitingRowOf,
} from "@baton/store";
import type { Ticket } from "./admission.ts";
import { type AttemptEnd, AttemptRunner } from "./attempt-runner.ts";
import { CommandDesk } from "./command-desk.ts";
import type { EngineDeps } from "./engine-deps.ts";
import { FinishedRows } from "./finished-rows.ts";
import { deadLetterEntry, duplicateEntry, releaseEntry } from "./hold-entries.ts";
import { HoldLedger } from "./hold-ledger.ts";
import { type Choice, NextJob } from "./next-job.ts";
import type { PreparedJob } from "./prepared-job.ts";
import { StartEntry, type StartedAttempt } from "./start-entry.ts";
import { StartRules } from "./start-rules.ts";
import { type Look, WaitingLine } from "./waiting-line.ts";
import { WakeSignal } from "./wake-signal.ts";

/**
 * Why a hold was given up. `more`: its key has due work left; `pauseMs`: for how long it is no use to try again;
 * `news`: something came while the lock was being given back.
 */
export type HoldEnd = { more: boolean; pauseMs?: number; news: boolean };

/** After a failure that may pass, and after one that needs somebody. */
const [shortPauseMs, longPauseMs] = [1000, 10_000];
/** Between two tries to read what runs next. */
const readAgainMs = 250;
/** How long a lock is kept only for its read models: the next holder can show the rest. */
const showWithinMs = 5000;

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
  readonly #rules: StartRules;
  readonly #line: WaitingLine;
  readonly #finished: FinishedRows;
  readonly #bell = new WakeSignal();
  readonly #stopping = new AbortController();
  readonly #logger: Logger;
  readonly #openedAt = performance.now();
  #ledger: HoldLedger | undefined;
  #next: NextJob | undefined;
  #released = false;
  #closing = false;
  #givesUp = false;
  #current: string | undefined;
  #runner: AttemptRunner | undefined;
  readonly #firstOrders: CommandRow[];
  #desk: CommandDesk | undefined;
  /** Told while their job was being started. */
  readonly #cancelOnStart: CommandRow[] = [];

  /**
   * @param look what was seen of the key's inbox before its lock was taken, if that was just now.
   * @param marker the key's marker as it was then.
   */
  constructor(
    key: { keyId: string; tenantId: string; lockKey: string },
    hold: LeaseHold,
    deps: EngineDeps,
    look?: Look,
    marker?: SeenMarker,
  ) {
    this.keyId = key.keyId;
    this.#key = { tenantId: key.tenantId, lockKey: key.lockKey };
    this.#hold = hold;
    this.#deps = deps;
    this.#logger = deps.logger.child({ keyId: key.keyId });
    this.#firstOrders = [...(look?.commands ?? [])];
    this.#rules = new StartRules({
      admission: deps.admission,
      state: () => this.#ledger?.head.key,
      isPausing: () => this.#desk?.isPausing ?? false,
      stands: () => this.#next?.stands ?? false,
      logger: this.#logger,
    });
    this.#line = new WaitingLine(
      key.keyId,
      {
        ...deps,
        now: () => deps.storage.clock.now(),
        stop: () => this.#rules.stop,
        heldBack: (row) => this.#rules.heldBack(row),
        onCommands: (orders) => void (this.#desk ? this.#desk.take(orders) : this.#firstOrders.push(...orders)),
      },
      look,
      marker,
    );
    this.#finished = new FinishedRows(
      deps.inbox,
      this.#line,
      () => this.#hold.throwIfLost(),
      () => this.notice(),
      this.#logger,
    );
  }

  /** The job that runs now. */
  get current(): string | undefined {
    return this.#current;
  }

  /** The same, as lists show it. */
  get running(): RunningJob | undefined {
    return this.#runner?.shown;
  }

  /** How long the key's lease lasts if it is not renewed again. */
  get leaseLeftMs(): number {
    return this.#hold.leaseLeftMs;
  }

  /** Nothing more runs under this hold; it waits for its read models. */
  get isClosing(): boolean {
    return this.#released;
  }

  /**
   * There may be new rows in the inbox.
   * @param marker the key's marker, if this worker has just set it. @param jobIds whose rows, if that was said.
   */
  notice({ marker, jobIds = [] }: { marker?: SeenMarker | undefined; jobIds?: string[] | undefined } = {}): void {
    if (jobIds.length > 0 && this.#current === undefined) this.#ledger?.recorded.expect(jobIds);
    if (this.#next) this.#next.reconsider(marker);
    else this.#line.invalidate(marker);
    this.#bell.ring();
  }

  /**
   * Jobs of this key are about to be put into its inbox by this worker. While nothing runs, and all that waits is
   * known, they can be run without a look.
   * @returns what to put them after; undefined when there must be a look.
   */
  expect(jobIds: string[]): string | undefined {
    if (this.#current !== undefined || this.#closing || this.#released) return undefined;
    const { tail } = this.#line;
    if (tail !== undefined) this.#ledger?.recorded.expect(jobIds);
    return tail;
  }

  /** They are there. @returns false when there must be a look. */
  arrived(added: AddedRows): boolean {
    if (this.#closing || this.#released || !this.#line.add(added)) return false;
    this.#next?.chooseAgain();
    this.#bell.ring();
    return true;
  }

  /** This worker has said in the key's marker that there is work. */
  marked(marker: SeenMarker): void {
    this.#line.marked(marker);
  }

  /** No new job; the running one is told to end. */
  stop(): void {
    this.#stopping.abort();
    this.#bell.ring();
  }

  /** No new job; the running one goes on to its end. */
  giveUp(): void {
    this.#givesUp = true;
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
      if (err instanceof LeaseLostError || err instanceof FencedError || err instanceof HeadMovedError)
        return { more: true };
      return { more: false, pauseMs: isOutage(err) ? shortPauseMs : longPauseMs };
    }
  }

  async #open(): Promise<void> {
    const { inbox } = this.#deps;
    const key = { keyId: this.keyId, ...this.#key };
    // Whoever chooses looks again if this look fails, and meets the failure.
    const looked = this.#line.refresh().catch(() => undefined);
    const ledger = await HoldLedger.open({ key, hold: this.#hold, deps: this.#deps, logger: this.#logger });
    await looked;
    this.#ledger = ledger;
    if (ledger.leftOpen) {
      await inbox.putIfMissing(waitingRowOf(this.keyId, ledger.leftOpen.row));
      this.#line.invalidate();
      await ledger.claim();
    }
    this.#next = new NextJob(this.#line, ledger.recorded, this.#deps);
    this.#desk = this.#openDesk();
    this.#desk.take(this.#firstOrders);
  }

  #openDesk(): CommandDesk {
    const { storage, inbox, files } = this.#deps;
    return new CommandDesk({
      keyId: this.keyId,
      workerId: this.#deps.worker.workerId,
      storage,
      inbox,
      files,
      line: this.#line,
      append: (build) => this.#append(build, { optional: true }),
      running: () => this.#current,
      cancelRunning: (order) => this.#cancelCurrent(order),
      onReplayed: (row) => this.#deps.projector.addArrived([row], this.#deps.worker.workerId),
      onChanged: () => {
        this.#next?.forget();
        this.#bell.ring();
      },
      lost: this.#hold.lost,
      logger: this.#logger,
    });
  }

  #cancelCurrent(order: CommandRow): void {
    if (this.#runner) this.#runner.cancel(order);
    else this.#cancelOnStart.push(order);
  }

  async #work(): Promise<Omit<HoldEnd, "news">> {
    for (;;) {
      this.#hold.throwIfLost();
      await opened(this.#desk).idle();
      if (this.#mustClose) return this.#close(await this.#leavesWork());
      this.#bell.take();
      const choice = await this.#choose();
      if (!choice) continue;
      this.#deps.onNotPicked(this.keyId, choice.kind === "job" ? undefined : this.#line.notPicked);
      if (choice.kind === "elsewhere") return this.#close(true);
      if (choice.kind === "over") await this.#ignoreDuplicate(choice);
      else if (choice.kind === "misplaced") this.#move(choice.row, choice.place);
      else if (choice.kind === "hopeless") await this.#refuse(choice.job, choice.why, choice.cause);
      else if (choice.kind === "job") await this.#runFrom(choice.prepared);
      else if (!(await this.#linger()) && (await this.#settleMarker())) return this.#close(false);
      if (this.#released) return { more: await this.#leavesWork() };
    }
  }

  /** What comes next; undefined when it could not be read just now. Another holder could not read it, either. */
  async #choose(): Promise<Choice | undefined> {
    try {
      return await opened(this.#next).take();
    } catch (err) {
      await this.#waitOut(err);
      return undefined;
    }
  }

  /** @throws what is no outage. */
  async #waitOut(err: unknown): Promise<void> {
    this.#hold.throwIfLost();
    if (!isOutage(err)) throw err;
    this.#logger.debug({ err }, "The line could not be read; it is looked at again");
    await this.#bell.wait(readAgainMs);
  }

  get #mustClose(): boolean {
    const { holdMaxMs } = this.#deps.settings;
    const hasHadItsTime = performance.now() - this.#openedAt > holdMaxMs && this.#deps.isStarving();
    return this.#stopping.signal.aborted || this.#givesUp || hasHadItsTime;
  }

  /** Runs a job, and all that follow it without a pause. */
  async #runFrom(first: PreparedJob): Promise<void> {
    try {
      // Another key's job must be alone here: this one's waits, or another worker runs it.
      if (!(await this.#enterGate(first))) return this.stop();
      let started = await this.#recordStart(first, this.#openLedger.head.lastEnded);
      while (started) started = await this.#runAndGoOn(started);
    } finally {
      this.#deps.gate.leave(this);
      opened(this.#next).nothingRuns();
    }
  }

  async #enterGate({ known }: PreparedJob): Promise<boolean> {
    const { gate } = this.#deps;
    if (!known?.runsAlone) return gate.enter(this);
    const hasEntered = await gate.enterAlone(this, AbortSignal.any([this.#hold.lost, this.#stopping.signal]));
    this.#hold.throwIfLost();
    return hasEntered;
  }

  /** A job can follow the one that has just run without a pause, unless one of them must be alone. */
  #canFollow({ known }: PreparedJob): boolean {
    return !known?.runsAlone && !this.#deps.gate.isReserved;
  }

  /** One attempt; then its end and the start of the next one, together. */
  #runAndGoOn(started: StartedAttempt): Promise<StartedAttempt | undefined> {
    const { row, job } = started.prepared;
    const facts = {
      "baton.job.id": row.jobId,
      "baton.job.type": row.type,
      "baton.lock_key": row.lockKey,
      "baton.tenant": row.tenantId,
      "baton.attempt": started.attempt,
      "baton.fence": this.#hold.fence,
    };
    return inSpan(`attempt ${row.type}`, { kind: "consumer", facts, parent: job.traceparent }, () =>
      this.#runAttempt(started),
    );
  }

  async #runAttempt(started: StartedAttempt): Promise<StartedAttempt | undefined> {
    const { row } = started.prepared;
    const logger = this.#logger.child({ jobId: row.jobId });
    const { fence } = this.#hold;
    logger.info(
      { event: "LockAcquired", fence, attempt: started.attempt },
      `Lock acquired (fence ${fence}). Starting job processing...`,
    );
    this.#deps.onRunningChanged(1);
    try {
      opened(this.#next).lookAhead(row.jobId);
      const runner = new AttemptRunner({
        started,
        hold: this.#hold,
        append: (build, options) => this.#append(build, options),
        stopping: this.#stopping.signal,
        policy: () => this.#openLedger.head.key?.policy,
        deps: this.#deps,
        logger,
      });
      this.#runner = runner;
      for (const order of this.#cancelOnStart.splice(0)) runner.cancel(order);
      return await this.#settle(row, await runner.run());
    } finally {
      this.#runner = undefined;
      this.#deps.onRunningChanged(-1);
    }
  }

  async #settle(row: WaitingRow, end: AttemptEnd): Promise<StartedAttempt | undefined> {
    const following = await this.#following();
    const orders = opened(this.#runner).takeOrders();
    const isRecorded = this.#append(end.build(orders));
    this.#runner = undefined;
    this.#current = undefined;
    const canFollow = following?.kind === "job" && !end.stopsLine && this.#canFollow(following.prepared);
    const next = canFollow ? following.prepared : undefined;
    const started = next && this.#recordStart(next, end.ended);
    // The end's failure is the one to tell.
    started?.catch(() => undefined);
    if (this.#isLast(following)) void this.#release();
    await isRecorded;
    end.tell();
    if (end.row.endedAt) this.#finish(row);
    // Also when its time has come by now: a row cannot move to where it lies.
    else if (end.row.nextAt) this.#move(row, laterRow(row, new Date(end.row.nextAt)));
    opened(this.#desk).cancelEnded(orders, end.row.endedAt !== undefined);
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
    if (opened(this.#desk).isBusy) return false;
    if (following === undefined) return true;
    return following.kind === "nothing" && this.#line.nextDueAt === undefined && this.#deps.isStarving();
  }

  #startEntry(next: PreparedJob, ended: EndedAttempt | undefined, { keyChange }: Ticket): StartEntry {
    const hold = { fence: this.#hold.fence, workerId: this.#deps.worker.workerId };
    return new StartEntry(next, hold, ended && { ...ended, endedAt: this.#storageTime(ended.endedAt) }, keyChange);
  }

  /** What a worker's clock told, as storage's: submissions are received by that one. */
  #storageTime(occurredAt: string): string {
    return new Date(Date.parse(occurredAt) - this.#deps.storage.clock.wallOffsetMs).toISOString();
  }

  /** @returns undefined when it must be chosen again, or storage does not take it: then it has ended, and says why. */
  async #recordStart(next: PreparedJob, ended: EndedAttempt | undefined): Promise<StartedAttempt | undefined> {
    const { row } = next;
    const asked = this.#rules.admit(row);
    // Without limits in the same turn: the start shares the transaction of the end before it.
    const ticket = asked instanceof Promise ? await asked : asked;
    if (!ticket) return undefined;
    const start = this.#startEntry(next, ended, ticket);
    this.#current = row.jobId;
    try {
      await this.#append(start.build, { optional: true });
      return start.started;
    } catch (err) {
      ticket.giveBack();
      if (!(err instanceof AppendRefusedError)) throw err;
      this.#current = undefined;
      opened(this.#desk).cancelEnded(this.#cancelOnStart.splice(0), false);
      await this.#refuse(next, "the start could not be recorded", err);
      return undefined;
    }
  }

  /** Ends a job that cannot begin. */
  async #refuse(job: Pick<PreparedJob, "row" | "known">, why: string, cause?: unknown): Promise<void> {
    this.#logger.error({ event: "DeadLettered", err: cause, jobId: job.row.jobId }, `Dead-lettered: ${why}`);
    await this.#append(deadLetterEntry(job, why, cause));
    this.#finish(job.row);
  }

  /**
   * The row that the job began with is a remnant: its holder died before it could remove it. Any other delivery is a
   * duplicate; no clocks are compared, so none is missed because one of them was off.
   */
  async #ignoreDuplicate({ row, known }: Extract<Choice, { kind: "over" }>): Promise<void> {
    if (row.receivedAt !== known.queuedAt) {
      this.#logger.info({ jobId: row.jobId }, "Duplicate ignored: the job has ended");
      await this.#append(duplicateEntry(row, known));
    }
    this.#finish(row);
  }

  /** The job's row goes when its end is durable and shown. */
  #finish(row: WaitingRow): void {
    this.#line.drop(row);
    void this.#openLedger.shown.then(() => this.#finished.add(row));
  }

  /** The job's row moves to its place; what comes after it in line may go first. */
  #move(row: WaitingRow, place: InboxRow): void {
    this.#line.drop(row);
    this.#finished.add(row, place);
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
    // Whoever rings has said what there is to look at.
    if (!rung && dueInMs <= holdLingerMs) this.#line.invalidate();
    return rung || dueInMs <= holdLingerMs;
  }

  /** Says in the marker that there is nothing left; false when someone added something meanwhile. */
  async #settleMarker(): Promise<boolean> {
    await this.#projected();
    try {
      return await this.#line.settleMarker();
    } catch (err) {
      await this.#waitOut(err);
      return false;
    }
  }

  /**
   * There is something to do for whoever takes the key next. Where there is nothing, its marker says so: nobody else may
   * have a slot to say it, and a line that is held back would not be told.
   */
  async #leavesWork(): Promise<boolean> {
    try {
      if ((await this.#line.next()).kind !== "nothing") return true;
      if (await this.#settleMarker()) return false;
      // Something was added: once more, to see what it is.
      this.#line.invalidate();
      return (await this.#line.next()).kind !== "nothing" || !(await this.#line.settleMarker());
    } catch (err) {
      this.#hold.throwIfLost();
      if (!isOutage(err)) throw err;
      this.#logger.debug({ err }, "The line could not be read at the end of the hold; the key's marker stays due");
      return true;
    }
  }

  async #close(more: boolean): Promise<Omit<HoldEnd, "news">> {
    this.#closing = true;
    await this.#projected();
    await opened(this.#desk).idle();
    // A hold that recorded nothing has not claimed the ledger: there is nothing to release in it.
    if (this.#openLedger.isClaimed) await this.#release();
    return { more };
  }

  #release(): Promise<unknown> {
    this.#released = true;
    opened(this.#desk).close();
    this.#deps.onClosing();
    const isRecorded = this.#append(releaseEntry(this.#hold.fence));
    // When it goes with the end of a job, that one's failure is told.
    isRecorded.catch(() => undefined);
    return isRecorded;
  }

  /** Waits a while until the read models have everything and the rows of ended jobs are gone. */
  async #projected(): Promise<void> {
    const over = new AbortController();
    const isShown = this.#openLedger.shown.then(() => this.#finished.removed());
    await Promise.race([isShown, pause(showWithinMs, AbortSignal.any([this.#hold.lost, over.signal]))]);
    over.abort();
    this.#hold.throwIfLost();
  }

  #append(build: EntryBuilder, options?: { gather?: boolean; optional?: boolean }): Promise<LedgerEvent[]> {
    return this.#openLedger.append(build, options);
  }

  get #openLedger(): HoldLedger {
    return opened(this.#ledger);
  }

  #noteEnd(err: unknown): void {
    if (err instanceof FencedError) this.#hold.loseFenced(err);
    if (err instanceof LeaseLostError || err instanceof FencedError) {
      this.#deps.onLockLost({ wasFenced: err instanceof FencedError });
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
