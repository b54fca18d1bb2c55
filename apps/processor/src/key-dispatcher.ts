import { type BrokerConnection, brokerNames, type Publisher } from "@baton/broker";
import { wakeMessageSchema } from "@baton/contracts";
import { type EngineDeps, KeyExecutor, type Look, lookAt } from "@baton/engine";
import type { LockStore } from "@baton/lease";
import { type Logger, pause } from "@baton/runtime";
import { earlyEvent, type InboxRow, type Marker, parseKeyId } from "@baton/store";
import { HeldKeyWatch } from "./held-key-watch.ts";

export type KeyDispatcherDeps = {
  connection: BrokerConnection;
  publisher: Publisher;
  locks: LockStore;
  engine: Omit<EngineDeps, "isStarving" | "onClosing">;
  concurrency: number;
  workerId: string;
  logger: Logger;
};

type Key = { keyId: string; tenantId: string; lockKey: string };
/** What became of a key that was offered to this worker. */
type Offer = { kind: "taken" } | { kind: "here"; busy: boolean } | { kind: "held" } | { kind: "no-slot" };

const sweepMs = 2000;
const sweepJitterMs = 500;
const candidatesPerSweep = 128;
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
  /** Keys whose lock is being taken. */
  readonly #taking = new Set<string>();
  readonly #holds = new Set<Promise<void>>();
  readonly #notForUs = new Map<string, number>();
  readonly #watch: HeldKeyWatch;
  /** Jobs of which it was said that nobody knows their type. */
  readonly #toldUnknown = new Set<string>();
  readonly #stopping = new AbortController();
  /** Due keys that the last sweep found and that were not taken yet. */
  #candidates: Marker[] = [];
  /** The last sweep did not see all that are due. */
  #mayBeMore = false;
  #starving = false;
  #sweeping: Promise<void> | undefined;

  constructor(deps: KeyDispatcherDeps) {
    this.#deps = deps;
    this.#watch = new HeldKeyWatch({
      holderOf: async (keyId) => (await deps.locks.holder(keyId))?.workerId,
      onFree: (keyId) => this.#takeIfDue(keyId),
      hasFreeSlot: () => this.#freeSlots > 0,
      logger: deps.logger,
    });
  }

  get heldKeys(): string[] {
    return [...this.#executors.keys()];
  }

  start(): void {
    this.#sweeping = this.#sweepForEver();
  }

  /** No new keys; held ones are given up as soon as their attempts have ended. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    for (const executor of this.#executors.values()) executor.stop();
    await Promise.all([this.#sweeping, this.#watch.stop()]);
    await Promise.all(this.#holds);
  }

  /** New rows of one key, in the order in which they came. */
  async offer(arrived: InboxRow[]): Promise<void> {
    const rows = await this.#runnableHere(arrived);
    const [first] = rows;
    if (!first) return;
    const key = { keyId: first.keyId, tenantId: first.tenantId, lockKey: first.lockKey };
    const offer = await this.#take(key);
    switch (offer.kind) {
      case "taken":
        return this.#defer(rows.slice(1), this.#deps.workerId);
      case "here":
        return this.#defer(offer.busy ? rows : rows.slice(1), this.#deps.workerId);
      case "held":
        this.#wakeOthers(key.keyId);
        return this.#defer(rows, await this.#holderOf(key.keyId));
      case "no-slot":
        return this.#wakeOthers(key.keyId);
    }
  }

  /** A wake message: somebody has put something into this key's inbox, or has given it up. */
  async onWake(body: Buffer): Promise<void> {
    const wake = wakeMessageSchema.safeParse(JSON.parse(body.toString("utf8")));
    if (!wake.success || wake.data.from === this.#deps.workerId) return;
    const executor = this.#executors.get(wake.data.keyId);
    if (executor) return executor.notice();
    await this.#lookAndTake(wake.data.keyId);
  }

  async #sweepForEver(): Promise<void> {
    const { signal } = this.#stopping;
    await pause(Math.random() * sweepMs, signal);
    while (!signal.aborted) {
      await this.#sweep().catch((err) => this.#deps.logger.warn({ err }, "The sweep failed; it is tried again"));
      await pause(sweepMs + (Math.random() - 0.5) * 2 * sweepJitterMs, signal);
    }
  }

  /** Looks for due keys without a holder. With no free slot it only notes whether any are waiting for one. */
  async #sweep(): Promise<void> {
    const { markers } = this.#deps.engine;
    this.#candidates = await markers.due(this.#now(), candidatesPerSweep);
    this.#mayBeMore = this.#candidates.length >= candidatesPerSweep;
    const dueIds = new Set(this.#candidates.map(({ keyId }) => keyId));
    if (!this.#mayBeMore) this.#watch.keepOnly((keyId) => dueIds.has(keyId));
    await this.#takeCandidates();
  }

  /** Takes keys that the last sweep found, as many as there are slots; the rest is there when one becomes free. */
  async #takeCandidates(): Promise<void> {
    while (this.#freeSlots > 0 && !this.#stopping.signal.aborted) {
      const marker = this.#candidates.shift();
      if (!marker) break;
      if (!this.#watch.has(marker.keyId)) await this.#lookAndTake(marker.keyId, marker);
    }
    this.#starving = this.#mayBeMore || this.#candidates.some(({ keyId }) => this.#isOpen(keyId));
  }

  #isOpen(keyId: string): boolean {
    return !this.#executors.has(keyId) && !this.#isNotForUs(keyId) && !this.#watch.has(keyId);
  }

  /** A key that is free because its work is done is not worth a hold. */
  async #takeIfDue(keyId: string): Promise<void> {
    const marker = await this.#deps.engine.markers.read(keyId);
    if (marker && marker.dueAt.getTime() <= this.#now().getTime()) await this.#lookAndTake(keyId, marker);
  }

  /** Reads a key's inbox first, so that a lock is only taken for work that this worker can do. */
  async #lookAndTake(keyId: string, marker?: Marker): Promise<void> {
    if (this.#freeSlots <= 0 || this.#executors.has(keyId) || this.#isNotForUs(keyId)) return;
    const { engine } = this.#deps;
    const look = await lookAt(keyId, engine, marker);
    const { waiting, later } = look;
    const named = waiting[0] ?? later[0];
    const key = named ? { keyId, tenantId: named.tenantId, lockKey: named.lockKey } : namedKey(keyId);
    if (!key) return;
    for (const row of waiting) {
      const who = await engine.whoKnows(row.type);
      if (who === "here") return void (await this.#take(key, look));
      if (who === "elsewhere") break;
      this.#tellUnknown([row]);
    }
    const due = later.filter(({ runAt }) => runAt !== undefined && Date.parse(runAt) <= this.#now().getTime());
    for (const row of due) if ((await engine.whoKnows(row.type)) === "here") return void (await this.#take(key));
    if (waiting.length > 0) this.#notForUs.set(keyId, performance.now() + notForUsMs);
    // Nothing waits, or it is for later: whoever holds the key settles its marker, if it is there still.
    else if (await engine.markers.read(keyId)) await this.#take(key);
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
    const events = untold.map((row) => {
      this.#toldUnknown.add(row.jobId);
      const message = `Waiting: no worker knows the job type "${row.type}"`;
      logger.warn({ jobId: row.jobId, type: row.type }, message);
      return earlyEvent(row, "Deferred", message, row.receivedAt, workerId);
    });
    engine.projector.addEarly([], events);
  }

  #isNotForUs(keyId: string): boolean {
    const until = this.#notForUs.get(keyId);
    if (until !== undefined && until < performance.now()) this.#notForUs.delete(keyId);
    return this.#notForUs.has(keyId);
  }

  async #take(key: Key, look?: Look): Promise<Offer> {
    const executor = this.#executors.get(key.keyId);
    if (executor) {
      executor.notice();
      return { kind: "here", busy: executor.current !== undefined };
    }
    if (this.#taking.has(key.keyId)) return { kind: "here", busy: true };
    if (this.#freeSlots <= 0 || this.#stopping.signal.aborted) {
      this.#starving = true;
      return { kind: "no-slot" };
    }
    this.#taking.add(key.keyId);
    try {
      const result = await this.#deps.locks.tryAcquire(key.keyId);
      if (result.kind === "held") {
        this.#watch.add(key.keyId);
        return { kind: "held" };
      }
      const deps = {
        ...this.#deps.engine,
        isStarving: () => this.#starving,
        onClosing: () => void this.#useSlot(undefined),
      };
      this.#hold(key, new KeyExecutor(key, result.hold, deps, look));
      return { kind: "taken" };
    } finally {
      this.#taking.delete(key.keyId);
    }
  }

  #hold(key: Key, executor: KeyExecutor): void {
    this.#executors.set(key.keyId, executor);
    this.#watch.drop(key.keyId);
    if (this.#stopping.signal.aborted) executor.stop();
    const hold = executor.run().then(({ more, failed, news }) => {
      this.#executors.delete(key.keyId);
      this.#holds.delete(hold);
      if (failed) this.#notForUs.set(key.keyId, performance.now() + notForUsMs);
      if (more) this.#wakeOthers(key.keyId);
      if (!this.#stopping.signal.aborted) void this.#useSlot(news ? key.keyId : undefined);
    });
    this.#holds.add(hold);
  }

  /** A slot has become free. @param first a key for which something came while its lock was given back. */
  async #useSlot(first: string | undefined): Promise<void> {
    try {
      if (first !== undefined) await this.#lookAndTake(first);
      if (this.#starving && this.#candidates.length === 0) await this.#sweep();
      else await this.#takeCandidates();
    } catch (err) {
      this.#deps.logger.debug({ err }, "No other key was taken yet; the sweep tries again");
    }
  }

  async #defer(rows: InboxRow[], holder: string): Promise<void> {
    if (rows.length === 0) return;
    for (const { jobId, lockKey } of rows) {
      this.#deps.logger.info({ jobId }, `Lock unavailable, deferred (${lockKey} held by ${holder})`);
    }
    const events = rows.map((row) =>
      earlyEvent(
        row,
        "Deferred",
        `Lock unavailable, deferred (${row.lockKey} held by ${holder})`,
        row.receivedAt,
        this.#deps.workerId,
      ),
    );
    this.#deps.engine.projector.addEarly([], events);
  }

  async #holderOf(keyId: string): Promise<string> {
    return (await this.#deps.locks.holder(keyId))?.workerId ?? "another worker";
  }

  #wakeOthers(keyId: string): void {
    const { connection, publisher, workerId } = this.#deps;
    const body = Buffer.from(JSON.stringify({ keyId, from: workerId }));
    publisher.hint(brokerNames(connection.namespace).wake, "", body);
  }

  #now(): Date {
    return this.#deps.engine.storage.clock.now();
  }

  get #freeSlots(): number {
    const working = [...this.#executors.values()].filter((executor) => !executor.isClosing);
    return this.#deps.concurrency - working.length - this.#taking.size;
  }
}

function namedKey(keyId: string): Key | undefined {
  const name = parseKeyId(keyId);
  return name && { keyId, ...name };
}
