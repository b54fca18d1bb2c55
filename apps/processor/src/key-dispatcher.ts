import { type BrokerConnection, brokerNames, type Publisher, type WakeLadder } from "@baton/broker";
import { type RunningJob, type WakeMessage, wakeMessageSchema } from "@baton/contracts";
import { type EngineDeps, KeyExecutor, type Look, lookAt, type NotPicked } from "@baton/engine";
import type { LockStore } from "@baton/lease";
import { type Logger, pause } from "@baton/runtime";
import {
  type AddedRows,
  type InboxRow,
  type Marker,
  type MarkerState,
  parseKeyId,
  readHead,
  type SeenMarker,
} from "@baton/store";
import { DueKeys, timersAheadMs } from "./due-keys.ts";
import { HeldKeyWatch } from "./held-key-watch.ts";
import { SweptKeys } from "./swept-keys.ts";
import { UnpickedKeys } from "./unpicked-keys.ts";

export type KeyDispatcherDeps = {
  connection: BrokerConnection;
  publisher: Publisher;
  ladder: WakeLadder;
  locks: LockStore;
  engine: Omit<EngineDeps, "isStarving" | "onClosing" | "onPostponed" | "onNotPicked">;
  concurrency: number;
  workerId: string;
  logger: Logger;
};

type Key = { keyId: string; tenantId: string; lockKey: string };
/** What became of a key that was offered to this worker. */
type Offer = { kind: "taken" } | { kind: "here"; busy: boolean } | { kind: "held" } | { kind: "no-slot" };

/** Who has new rows in its line by now: the executor of their key here, or, told by a wake, other workers. */
export type Told = "executor" | "others" | "nobody";

const sweepMs = 2000;
const sweepJitterMs = 500;
/** Other workers than the one that postponed a key come so much later, at most, when its time has come. */
const lagMs = 300;
/** So many are named; what others are there, a look tells. */
const jobsPerWake = 20;
/** After a look that found nothing for this worker, how long the sweep leaves a key alone. */
const notForUsMs = 10_000;

/**
 * Decides which keys this worker takes: `WORKER_CONCURRENCY` slots, one held key each. Keys come from what this
 * worker ingests, from wake messages, and from a sweep over the markers, which finds whatever the others
 * missed: a dead worker's keys, lost wakes, jobs whose time has come.
 */
export class KeyDispatcher {
  readonly #deps: KeyDispatcherDeps;
  readonly #executors = new Map<string, KeyExecutor>();
  /** Keys that are being looked at, or whose lock is being taken: each has a slot. */
  readonly #taking = new Set<string>();
  /** Those of them for which something has come since. */
  readonly #news = new Set<string>();
  readonly #holds = new Set<Promise<void>>();
  readonly #notForUs = new Map<string, number>();
  readonly #watch: HeldKeyWatch;
  readonly #dueKeys: DueKeys;
  /** Jobs of which it was said that nobody knows their type. */
  readonly #toldUnknown = new Set<string>();
  readonly #stopping = new AbortController();
  readonly #swept: SweptKeys;
  readonly #unpicked: UnpickedKeys;
  /** There are due keys that could be taken here. */
  #keysWait = false;
  /** Keys that have asked for a slot since the last sweep began, which may have missed them. */
  readonly #asking = new Set<string>();
  #sweeping: Promise<void> | undefined;
  #isDraining = false;

  constructor(deps: KeyDispatcherDeps) {
    this.#deps = deps;
    this.#unpicked = new UnpickedKeys(deps.logger);
    this.#watch = new HeldKeyWatch({
      holderOf: async (keyId) => (await deps.locks.holder(keyId))?.workerId,
      onFree: (keyId) => this.#takeIfDue(keyId),
      hasFreeSlot: () => this.#freeSlots > 0,
      logger: deps.logger,
    });
    this.#dueKeys = new DueKeys({
      ladder: deps.ladder,
      now: () => this.#now(),
      onDue: (keyId) => this.#takeIfDue(keyId),
      workerId: deps.workerId,
      logger: deps.logger,
    });
    this.#swept = new SweptKeys({
      markers: deps.engine.markers,
      now: () => this.#now(),
      isOpen: (keyId) => this.#isOpen(keyId),
      onSeen: (seen, isWhole) => this.#noteSeen(seen, isWhole),
      // A key that is held here may run a long job, and the wake that told of the command may have been lost.
      onCommand: (keyId) => this.#executors.get(keyId)?.notice(),
    });
  }

  get heldKeys(): string[] {
    return [...this.#executors.keys()];
  }

  get running(): RunningJob[] {
    return [...this.#executors.values()].flatMap((executor) => executor.running ?? []);
  }

  /** How long each held key's lease lasts if it is not renewed again. */
  get leasesLeftMs(): Record<string, number> {
    const left = [...this.#executors].map(([keyId, { leaseLeftMs }]) => [keyId, Math.round(leaseLeftMs)] as const);
    return Object.fromEntries(left);
  }

  get isDraining(): boolean {
    return this.#isDraining;
  }

  start(): void {
    this.#sweeping = this.#sweepForEver();
  }

  /** No new keys; held ones are given up as soon as their attempts have ended. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    this.#dueKeys.stop();
    for (const executor of this.#executors.values()) executor.stop();
    await Promise.all([this.#sweeping, this.#watch.stop()]);
    await Promise.all(this.#holds);
  }

  /** No new keys until `resume`; held ones are given up when what runs has ended by itself. */
  drain(): void {
    if (this.#isDraining) return;
    this.#isDraining = true;
    this.#deps.logger.info("Draining: no new keys are taken");
    for (const executor of this.#executors.values()) executor.giveUp();
  }

  resume(): void {
    if (!this.#isDraining) return;
    this.#isDraining = false;
    this.#deps.logger.info("Keys are taken again");
    void this.#useSlot(undefined);
  }

  /**
   * Rows of one key that are about to be put into its inbox.
   * @returns what to put them after, when the key is here without work: then they can begin as soon as they are there.
   */
  expect(rows: InboxRow[]): string | undefined {
    const executor = this.#executors.get(rows[0]?.keyId ?? "");
    const areDue = rows.every(({ runAt }) => runAt === undefined);
    return areDue ? executor?.expect(rows.map(({ jobId }) => jobId)) : undefined;
  }

  /**
   * They are there, though their key's marker does not say so yet.
   * @param added when they came right after what their key's executor knew.
   * @returns who was told of them.
   */
  arrived(rows: InboxRow[], added: AddedRows | undefined): Told {
    const keyId = rows[0]?.keyId ?? "";
    const executor = this.#executors.get(keyId);
    if (added && executor?.arrived(added)) return "executor";
    // Whoever has the key need not wait for its marker.
    if (executor || !this.#watch.has(keyId)) return "nobody";
    this.#wakeOthers(
      keyId,
      rows.map(({ jobId }) => jobId),
    );
    return "others";
  }

  /**
   * New rows of one key, in the order in which they came.
   * @param marker as this worker has set it for them. @param told who was told of them already.
   */
  async offer(arrived: InboxRow[], marker?: SeenMarker, told: Told = "nobody"): Promise<void> {
    const [last] = arrived;
    const due = await this.#dueNow(arrived);
    const rows = await this.#runnableHere(due);
    const [first] = rows;
    // What is for later only needs its key's marker to say so.
    if (!first) return last && due.length === 0 ? this.#notice(last.keyId) : undefined;
    const key = { keyId: first.keyId, tenantId: first.tenantId, lockKey: first.lockKey };
    const offer = await this.#take(key, marker, told);
    switch (offer.kind) {
      case "taken":
        return this.#defer(rows.slice(1), this.#deps.workerId);
      case "here":
        return this.#defer(offer.busy ? rows : rows.slice(1), this.#deps.workerId);
      case "held":
        if (told !== "others") this.#wakeOthers(key.keyId);
        return this.#defer(rows, await this.#holderOf(key.keyId));
      case "no-slot":
        if (told !== "others") this.#wakeOthers(key.keyId);
    }
  }

  /** A wake message: somebody has put something into this key's inbox, or has given it up. */
  async onWake(body: Buffer): Promise<void> {
    const wake = wakeMessageSchema.safeParse(JSON.parse(body.toString("utf8")));
    if (!wake.success) return;
    const { keyId, from, dueAt, jobIds } = wake.data;
    // One that was sent ahead comes a little early; the marker says for certain when.
    if (dueAt !== undefined) return this.#dueKeys.expect(keyId, new Date(dueAt), Math.random() * lagMs);
    if (from === this.#deps.workerId) return;
    if (wake.data.command && this.#freeSlots <= 0) await this.#takeAsGuest(keyId);
    else await this.#notice(keyId, jobIds);
  }

  /** Commands need no slot: the key is taken to obey them, and nothing is run. */
  async #takeAsGuest(keyId: string, marker?: Marker): Promise<void> {
    const executor = this.#executors.get(keyId);
    if (executor) return executor.notice();
    if (this.#taking.has(keyId)) return void this.#news.add(keyId);
    await this.#takeAlone(keyId, async () => {
      const look = await lookAt(keyId, this.#deps.engine, marker);
      const [order] = look.commands;
      if (order) await this.#acquire(order, { look, isGuest: true });
    });
  }

  async #notice(keyId: string, jobIds?: string[]): Promise<void> {
    const executor = this.#executors.get(keyId);
    if (executor) return executor.notice({ jobIds });
    await this.#lookAndTake(keyId);
  }

  async #sweepForEver(): Promise<void> {
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      await this.#sweep().catch((err) => this.#deps.logger.warn({ err }, "The sweep failed; it is tried again"));
      await pause(sweepMs + (Math.random() - 0.5) * 2 * sweepJitterMs, signal);
    }
  }

  /** Looks for due keys without a holder. With no free slot it only notes whether any are waiting for one. */
  async #sweep(): Promise<void> {
    // One that is under way already may have begun before they asked.
    const seen = this.#swept.isReading ? [] : [...this.#asking];
    await this.#swept.sweep(timersAheadMs);
    for (const keyId of seen) this.#asking.delete(keyId);
    await this.#takeSwept();
  }

  #noteSeen(seen: Marker[], isWhole: boolean): void {
    const now = this.#now().getTime();
    for (const { keyId, dueAt } of seen)
      if (dueAt.getTime() > now) this.#dueKeys.expect(keyId, dueAt, Math.random() * lagMs);
    const dueIds = new Set(seen.map(({ keyId }) => keyId));
    if (isWhole) this.#watch.keepOnly((keyId) => dueIds.has(keyId));
  }

  /**
   * Takes keys that the last sweep found, then those that have asked since, as many as there are slots; the rest is
   * there when one becomes free.
   */
  async #takeSwept(): Promise<void> {
    for (const marker of this.#swept.takeCommanded()) {
      if (this.#freeSlots <= 0 && !this.#stopping.signal.aborted) await this.#takeAsGuest(marker.keyId, marker);
    }
    while (this.#freeSlots > 0 && !this.#stopping.signal.aborted) {
      const marker = this.#swept.next();
      if (!marker) break;
      await this.#lookAndTake(marker.keyId, marker);
    }
    for (const keyId of this.#asking) {
      if (this.#freeSlots <= 0 || this.#stopping.signal.aborted) break;
      this.#asking.delete(keyId);
      await this.#lookAndTake(keyId);
    }
    for (const keyId of this.#swept.waiting) this.#noteNoSlot(keyId);
    this.#keysWait = this.#swept.anyWait || this.#asking.size > 0;
    if (this.#keysWait && this.#freeSlots <= 0) this.#ringIdle();
  }

  /** Worth a look: not here, nor known to be held or to be of no use to this worker. */
  #isOpen(keyId: string): boolean {
    return !this.#executors.has(keyId) && !this.#isNotForUs(keyId) && !this.#watch.has(keyId);
  }

  /** A key that is free because its work is done is not worth a hold. */
  async #takeIfDue(keyId: string): Promise<void> {
    const marker = await this.#deps.engine.markers.read(keyId);
    if (!marker) return;
    // A timer can be early by a moment, and the key may have been postponed since.
    if (marker.dueAt.getTime() > this.#now().getTime()) return this.#dueKeys.expect(keyId, marker.dueAt);
    const executor = this.#executors.get(keyId);
    // It may be just about to give the key up.
    if (executor) return executor.notice();
    if (this.#freeSlots <= 0) return this.#askForSlot(keyId);
    await this.#lookAndTake(keyId, marker);
  }

  /** A key waits for a slot: those that are held without work are given up for it. */
  #askForSlot(keyId: string): void {
    this.#keysWait = true;
    this.#noteNoSlot(keyId);
    this.#asking.add(keyId);
    this.#ringIdle();
  }

  #noteNoSlot(keyId: string): void {
    this.#unpicked.note(keyId, { rule: this.#isDraining ? "draining" : "no-free-slot" });
  }

  #ringIdle(): void {
    for (const executor of this.#executors.values()) if (executor.current === undefined) executor.notice();
  }

  /** Reads a key's inbox first, so that a lock is only taken for work that this worker can do. */
  async #lookAndTake(keyId: string, marker?: Marker): Promise<void> {
    if (this.#taking.has(keyId)) return void this.#news.add(keyId);
    if (this.#executors.has(keyId) || this.#isNotForUs(keyId)) return;
    if (this.#freeSlots <= 0) return this.#noteNoSlot(keyId);
    await this.#takeAlone(keyId, () => this.#lookThenTake(keyId, marker));
  }

  /** One look at a key at a time: it may miss what comes meanwhile, which is passed on when it is over. */
  async #takeAlone<T>(keyId: string, take: () => Promise<T>): Promise<T> {
    this.#taking.add(keyId);
    try {
      return await take();
    } finally {
      this.#taking.delete(keyId);
      if (this.#news.delete(keyId)) void this.#passOn(keyId);
    }
  }

  async #passOn(keyId: string): Promise<void> {
    const executor = this.#executors.get(keyId);
    if (executor) return executor.notice();
    this.#wakeOthers(keyId);
    await this.#lookAndTake(keyId).catch((err) => {
      this.#deps.logger.debug({ err, keyId }, "A key with news was not looked at; the sweep does it");
    });
  }

  async #lookThenTake(keyId: string, marker: Marker | undefined): Promise<void> {
    const { engine } = this.#deps;
    const look = await lookAt(keyId, engine, marker);
    const { waiting, later, commands } = look;
    const named = commands[0] ?? waiting[0] ?? later[0];
    const key = named ? { keyId, tenantId: named.tenantId, lockKey: named.lockKey } : namedKey(keyId);
    if (!key) return;
    if (commands.length > 0) return void (await this.#acquire(key, { look }));
    const heldBack: Date[] = [];
    let why: NotPicked | undefined;
    for (const row of waiting) {
      const who = await engine.whoKnows(row.type);
      const wait = who === "here" && look.isWhole ? await engine.admission.waitsFor(row, undefined) : undefined;
      if (wait) heldBack.push(wait.until);
      if (wait) why ??= { ...wait, type: row.type };
      if (wait) continue;
      if (who === "here") return void (await this.#acquire(key, { look }));
      if (who === "elsewhere") why = { rule: "type-elsewhere", type: row.type };
      if (who === "elsewhere") break;
      if (engine.isGivenUp(row)) return void (await this.#acquire(key, { look }));
      why ??= { rule: "unknown-type", type: row.type };
      this.#tellUnknown([row]);
    }
    const due = later.filter(({ runAt }) => runAt !== undefined && Date.parse(runAt) <= this.#now().getTime());
    for (const row of due) if ((await engine.whoKnows(row.type)) === "here") return void (await this.#acquire(key));
    this.#unpicked.note(keyId, why ?? notDue(later));
    if (waiting.length > heldBack.length) this.#notForUs.set(keyId, performance.now() + notForUsMs);
    else if (!(await this.#settleIdle(look, heldBack))) this.#news.add(keyId);
  }

  /**
   * Nothing waits, or it is for later or held back, and whoever held the key could not say so. Its marker's ETag is
   * older than the look, so it can be settled without the lock: what came since has changed it.
   * @returns false when something has come since.
   */
  async #settleIdle({ marker, later, isWhole }: Look, heldBack: Date[]): Promise<boolean> {
    if (!marker || !isWhole) return true;
    const [next] = later;
    const times = [...heldBack, ...(next?.runAt === undefined ? [] : [new Date(next.runAt)])];
    const dueAt = times.length > 0 ? new Date(Math.min(...times.map((time) => time.getTime()))) : undefined;
    const state = dueAt ? { dueAt } : await this.#stopOf(marker.keyId);
    const isSettled = await this.#deps.engine.markers.settle(marker, state);
    if (isSettled && dueAt) this.#dueKeys.postponed(marker.keyId, dueAt);
    return isSettled;
  }

  /** A key whose line is held back keeps a marker that says so, also without rows. */
  async #stopOf(keyId: string): Promise<MarkerState | undefined> {
    const key = (await readHead(this.#deps.engine.storage.ledger, keyId))?.head.key;
    const stopped = key?.paused ? "paused" : key?.parked ? "parked" : undefined;
    if (stopped) this.#unpicked.note(keyId, { rule: stopped });
    return stopped && { stopped };
  }

  /** Those that are neither for later nor held back by the limits of their types. */
  async #dueNow(rows: InboxRow[]): Promise<InboxRow[]> {
    const { admission } = this.#deps.engine;
    const waits = await Promise.all(
      rows.map(async (row) => row.runAt !== undefined || (await admission.waitsUntil(row, undefined)) !== undefined),
    );
    return rows.filter((_, at) => !waits[at]);
  }

  /** Sorts out what other workers must run, and says of the rest that nobody can. */
  async #runnableHere(rows: InboxRow[]): Promise<InboxRow[]> {
    const { whoKnows } = this.#deps.engine;
    const known = await Promise.all(rows.map(async (row) => ({ row, who: await whoKnows(row.type) })));
    const elsewhere = known.find(({ who }) => who === "elsewhere");
    if (elsewhere) this.#wakeOthers(elsewhere.row.keyId);
    this.#tellUnknown(known.filter(({ who }) => who === "nobody").map(({ row }) => row));
    return known.filter(({ who }) => who === "here").map(({ row }) => row);
  }

  #tellUnknown(rows: InboxRow[]): void {
    const { engine, workerId, logger } = this.#deps;
    const untold = rows.filter(({ jobId }) => !this.#toldUnknown.has(jobId));
    const deferred = untold.map((row) => {
      this.#toldUnknown.add(row.jobId);
      const message = `Waiting: no worker knows the job type "${row.type}"`;
      logger.warn({ event: "UnknownType", jobId: row.jobId, type: row.type }, message);
      return { row, message };
    });
    engine.projector.addDeferred(deferred, workerId);
  }

  #isNotForUs(keyId: string): boolean {
    const until = this.#notForUs.get(keyId);
    if (until !== undefined && until < performance.now()) this.#notForUs.delete(keyId);
    return this.#notForUs.has(keyId);
  }

  async #take(key: Key, marker: SeenMarker | undefined, told: Told): Promise<Offer> {
    const executor = this.#executors.get(key.keyId);
    if (executor && told === "executor") {
      if (marker) executor.marked(marker);
      // It had no work: the first of them waits for nobody.
      return { kind: "here", busy: false };
    }
    if (executor) {
      executor.notice({ marker });
      return { kind: "here", busy: executor.current !== undefined };
    }
    if (this.#taking.has(key.keyId)) {
      this.#news.add(key.keyId);
      return { kind: "here", busy: true };
    }
    if (this.#freeSlots <= 0 || this.#stopping.signal.aborted) {
      this.#keysWait = true;
      this.#noteNoSlot(key.keyId);
      return { kind: "no-slot" };
    }
    return this.#takeAlone(key.keyId, () => this.#acquire(key, { marker }));
  }

  /** @param look what was seen of the key just before. @param marker what it was then. */
  async #acquire(
    key: Key,
    { look, marker, isGuest = false }: { look?: Look; marker?: SeenMarker | undefined; isGuest?: boolean } = {},
  ): Promise<Offer> {
    if (this.#stopping.signal.aborted) return { kind: "no-slot" };
    const result = await this.#deps.locks.tryAcquire(key.keyId);
    if (result.kind === "held") {
      this.#watch.add(key.keyId);
      this.#unpicked.note(key.keyId, { rule: "held-elsewhere" });
      return { kind: "held" };
    }
    const deps = {
      ...this.#deps.engine,
      isStarving: () => this.#keysWait && this.#freeSlots <= 0,
      onClosing: () => void this.#useSlot(undefined),
      onPostponed: (keyId: string, dueAt: Date) => this.#dueKeys.postponed(keyId, dueAt),
      onNotPicked: (keyId: string, why: NotPicked | undefined) => this.#unpicked.note(keyId, why),
    };
    const executor = new KeyExecutor(key, result.hold, deps, look, marker);
    if (isGuest) executor.stop();
    this.#hold(key, executor);
    return { kind: "taken" };
  }

  #hold(key: Key, executor: KeyExecutor): void {
    this.#executors.set(key.keyId, executor);
    this.#watch.drop(key.keyId);
    if (this.#stopping.signal.aborted) executor.stop();
    if (this.#isDraining) executor.giveUp();
    const hold = executor.run().then(({ more, pauseMs, news }) => {
      this.#executors.delete(key.keyId);
      this.#holds.delete(hold);
      if (pauseMs !== undefined) this.#leaveAlone(key.keyId, pauseMs);
      // What came while the lock was given back is for others where no slot is left to take it here.
      if (more || (news && this.#freeSlots <= 0)) this.#wakeOthers(key.keyId);
      if (!this.#stopping.signal.aborted) void this.#useSlot(news ? key.keyId : undefined);
    });
    this.#holds.add(hold);
  }

  /** After a hold that has failed. */
  #leaveAlone(keyId: string, forMs: number): void {
    this.#notForUs.set(keyId, performance.now() + forMs);
    this.#unpicked.note(keyId, { rule: "left-alone", until: new Date(Date.now() + forMs) });
  }

  /** A slot has become free. @param first a key for which something came while its lock was given back. */
  async #useSlot(first: string | undefined): Promise<void> {
    try {
      if (first !== undefined) await this.#lookAndTake(first);
      if (this.#keysWait && this.#swept.isUsedUp && this.#asking.size === 0) await this.#sweep();
      else await this.#takeSwept();
    } catch (err) {
      this.#deps.logger.debug({ err }, "No other key was taken yet; the sweep tries again");
    }
  }

  async #defer(rows: InboxRow[], holder: string): Promise<void> {
    if (rows.length === 0) return;
    const deferred = rows.map((row) => {
      const message = `Lock unavailable, deferred (${row.lockKey} held by ${holder})`;
      this.#deps.logger.info({ event: "Deferred", jobId: row.jobId }, message);
      return { row, message };
    });
    this.#deps.engine.projector.addDeferred(deferred, this.#deps.workerId);
  }

  async #holderOf(keyId: string): Promise<string> {
    return (await this.#deps.locks.holder(keyId))?.workerId ?? "another worker";
  }

  #wakeOthers(keyId: string, jobIds: string[] = []): void {
    const { connection, publisher, workerId } = this.#deps;
    const wake: WakeMessage = { keyId, from: workerId, jobIds: jobIds.slice(0, jobsPerWake) };
    const body = Buffer.from(JSON.stringify(wake));
    publisher.hint(brokerNames(connection.namespace).wake, "", body);
  }

  #now(): Date {
    return this.#deps.engine.storage.clock.now();
  }

  get #freeSlots(): number {
    if (this.#isDraining) return 0;
    const working = [...this.#executors.values()].filter((executor) => !executor.isClosing);
    if (this.#deps.engine.gate.isReserved) return 0;
    return this.#deps.concurrency - working.length - this.#taking.size;
  }
}

/** @param later rows by their time. */
function notDue([next]: InboxRow[]): NotPicked | undefined {
  return next?.runAt === undefined ? undefined : { rule: "not-due", until: new Date(next.runAt) };
}

function namedKey(keyId: string): Key | undefined {
  const name = parseKeyId(keyId);
  return name && { keyId, ...name };
}
