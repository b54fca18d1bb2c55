import { Admission, type EngineDeps, KeyExecutor, type Look, lookAt, RunGate } from "@baton/engine";
import { type HeldLease, type LeaseHold, LockStore } from "@baton/lease";
import { type Logger, pause } from "@baton/runtime";
import {
  FencedError,
  headerOf,
  Inbox,
  type InboxRow,
  keyId,
  laterRowKey,
  type Marker,
  Markers,
  PayloadFiles,
  parseKeyId,
  type SeenMarker,
  StorageClock,
  waitRowKey,
} from "@baton/store";
import { type Carrier, modelLockContainer, modelTableClient } from "../model-store/model-clients.ts";
import type { Consumer, Delivery, Submission } from "./model-broker.ts";
import { ModelThreads, modelType } from "./model-threads.ts";
import { epochMs, type VirtualProcess } from "./virtual-process.ts";
import type { World } from "./world.ts";

const sweepMs = 2000;
const requeueMs = 500;
const identityHost = "model";
const settings = { holdLingerMs: 300, holdMaxMs: 2000, stopGraceMs: 3000 };

/**
 * A worker of the model: takes submissions off the broker and keys off the markers as the processor does, and
 * lets the engine's own `KeyExecutor` run them over the model store.
 */
export class ModelWorker implements Consumer {
  readonly process: VirtualProcess;
  /** What its parent knows of: leases that were announced and are not over. */
  readonly leases = new Map<string, HeldLease>();
  readonly #world: World;
  readonly #inbox: Inbox;
  readonly #markers: Markers;
  readonly #locks: LockStore;
  readonly #engine: EngineDeps;
  readonly #executors = new Map<string, KeyExecutor>();
  readonly #taking = new Set<string>();
  /** Whoever has them is told of new rows at once. */
  readonly #heldElsewhere = new Set<string>();
  readonly #stopping = new AbortController();
  readonly #clock = new StorageClock();
  #starving = false;

  constructor(world: World, process: VirtualProcess, incarnation: string) {
    this.#world = world;
    this.process = process;
    const ledger = modelTableClient("ledger", world.ledger, this.#listening(world.network.carrier(process)));
    const inbox = modelTableClient("inbox", world.inbox, this.#listening(world.network.carrier(process, 2)));
    const limits = modelTableClient("limits", world.limits, this.#listening(world.network.carrier(process, 2)));
    this.#inbox = new Inbox({ inbox });
    this.#markers = new Markers({ inbox });
    const worker = { workerId: process.name, incarnation, host: identityHost };
    this.#locks = modelLockStore(world, process, worker, {
      note: async (lease) => {
        world.observations.leaseNoted(lease.leaseId);
        this.leases.set(lease.leaseId, lease);
      },
      over: (leaseId) => void this.leases.delete(leaseId),
    });
    const { observations, history } = world;
    const threads = new ModelThreads(process, observations, (jobId) => world.keyIdOf(jobId), history.isLimited);
    this.#engine = {
      storage: { ledger, clock: this.#clock },
      inbox: this.#inbox,
      markers: this.#markers,
      // Nothing in the model is large enough for a blob.
      files: new PayloadFiles({ payloads: undefined as never }),
      results: { keep: () => Promise.reject(new Error("No job of the model has a time to live")) },
      projector: {
        add: ({ events, done }) => {
          world.observations.written(events);
          setTimeout(() => done?.(), world.random() * 20);
        },
        addArrived: () => undefined,
        addDeferred: () => undefined,
      },
      threads,
      isGivenUp: () => false,
      whoKnows: async (type) => (type === modelType ? "here" : "nobody"),
      worker,
      gate: new RunGate(),
      admission: new Admission({
        storage: { limits, clock: this.#clock },
        types: threads.types,
        random: world.random,
        logger: listeningLogger(() => undefined),
      }),
      settings,
      random: world.random,
      isStarving: () => this.#starving,
      onClosing: () => undefined,
      onRunningChanged: () => undefined,
      onLockLost: () => undefined,
      onPostponed: () => undefined,
      onNotPicked: () => undefined,
      logger: listeningLogger((warning) => this.#onWarning(warning)),
    };
  }

  get isIdle(): boolean {
    return this.#executors.size === 0 && this.#taking.size === 0;
  }

  start(): void {
    this.process.run(() => void this.#sweepForEver());
  }

  /** SIGTERM: no new keys; resolves when those held are given up. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    for (const executor of this.#executors.values()) executor.stop();
    while (!this.isIdle) await pause(50);
  }

  receive(delivery: Delivery): void {
    void this.#ingest(delivery);
  }

  onWake(key: string): void {
    const executor = this.#executors.get(key);
    if (executor) executor.notice();
    else void this.#lookAndTake(key).catch(() => undefined);
  }

  /** As the processor: acknowledged when row and marker are durable. */
  async #ingest({ submission, ack, requeue }: Delivery): Promise<void> {
    try {
      const row = toRow(submission, this.#clock);
      const before = row.runAt === undefined ? this.#executors.get(row.keyId)?.expect([row.jobId]) : undefined;
      const { added } = await this.#inbox.put([row], before);
      const isTaken = (added && this.#executors.get(row.keyId)?.arrived(added)) ?? false;
      const isHeldElsewhere = this.#heldElsewhere.delete(row.keyId) && !this.#executors.has(row.keyId);
      if (isHeldElsewhere) this.#world.wakeOthers(row.keyId, this);
      const marker = (await this.#markers.setDue([row.keyId])).get(row.keyId);
      ack();
      if (isTaken && marker) this.#executors.get(row.keyId)?.marked(marker);
      if (!submission.plan.isAlien && !isTaken)
        await this.#offer(row.keyId, marker, isHeldElsewhere).catch(() => undefined);
    } catch {
      await pause(requeueMs);
      requeue();
    }
  }

  async #sweepForEver(): Promise<void> {
    while (!this.#stopping.signal.aborted) {
      await pause(sweepMs * (0.75 + this.#world.random() / 2));
      await this.#sweep().catch(() => undefined);
    }
  }

  async #sweep(): Promise<void> {
    const { seen } = await this.#markers.due(this.#clock.now(), (some) => some.length >= 16, this.#world.random);
    const others = seen.filter((marker) => !this.#executors.has(marker.keyId));
    this.#starving = others.length > this.#freeSlots;
    for (const marker of others) await this.#lookAndTake(marker.keyId, marker);
  }

  async #lookAndTake(key: string, marker?: Marker): Promise<void> {
    if (this.#freeSlots <= 0 || this.#executors.has(key)) return;
    const look = await lookAt(key, this.#engine, marker);
    const isDue = ({ runAt }: InboxRow) => runAt !== undefined && Date.parse(runAt) <= this.#clock.now().getTime();
    if (look.waiting.some(isOurs)) await this.#take(key, look);
    else if (look.later.filter(isDue).some(isOurs)) await this.#take(key);
    else if (look.waiting.length === 0 && (await this.#markers.read(key))) await this.#take(key);
  }

  /** Learns storage's time from its answers, as the SDK's pipeline lets the real one do. */
  #listening(carry: Carrier): Carrier {
    return async (request) => {
      const sentAt = performance.now();
      const answer = await carry(request);
      this.#clock.note(sentAt, performance.now(), this.#world.dateHeader());
      return answer;
    };
  }

  /** New rows: whoever has the key learns it from us. */
  async #offer(key: string, marker: SeenMarker | undefined, isTold: boolean): Promise<void> {
    if (!(await this.#take(key, undefined, marker)) && !isTold) this.#world.wakeOthers(key, this);
  }

  /** False when another worker has the key, or must take it. */
  async #take(key: string, look?: Look, marker?: SeenMarker): Promise<boolean> {
    const executor = this.#executors.get(key);
    executor?.notice({ marker });
    if (executor || this.#taking.has(key)) return true;
    if (this.#freeSlots <= 0 || this.#stopping.signal.aborted) return false;
    this.#taking.add(key);
    try {
      const result = await this.#locks.tryAcquire(key);
      if (result.kind === "acquired") this.#hold(key, result.hold, look, marker);
      else this.#heldElsewhere.add(key);
      return result.kind === "acquired";
    } finally {
      this.#taking.delete(key);
    }
  }

  #hold(key: string, hold: LeaseHold, look: Look | undefined, marker: SeenMarker | undefined): void {
    this.#world.observations.held({ keyId: key, process: this.process, hold });
    const name = parseKeyId(key) ?? { tenantId: "", lockKey: "" };
    const executor = new KeyExecutor({ keyId: key, ...name }, hold, this.#engine, look, marker);
    this.#executors.set(key, executor);
    if (this.#stopping.signal.aborted) executor.stop();
    void executor.run().then(({ more, news }) => {
      this.#executors.delete(key);
      if (more) this.#world.wakeOthers(key, this);
      if (news && !this.#stopping.signal.aborted) void this.#lookAndTake(key).catch(() => undefined);
    });
  }

  #onWarning({ keyId: key = "", err, fence = 0 }: Warning): void {
    if (!(err instanceof FencedError)) return;
    const head = this.#world.ledger.get(key, "head");
    this.#world.observations.fenced(key, fence, Number(head["Fence"]));
  }

  get #freeSlots(): number {
    return this.#world.history.concurrency - this.#executors.size - this.#taking.size;
  }
}

/** A lock store over the model's locks, for a worker or its parent. */
export function modelLockStore(
  world: World,
  process: VirtualProcess,
  identity: { workerId: string; incarnation: string; host: string },
  journal: ConstructorParameters<typeof LockStore>[0]["journal"],
): LockStore {
  return new LockStore(
    {
      connectionString: "",
      namespace: "model",
      lockContainer: "locks",
      leaseSeconds: 15,
      identity,
      journal,
      logger: silentLogger,
    },
    modelLockContainer(world.locks, world.network.carrier(process)),
  );
}

type Warning = { keyId?: string; err?: unknown; fence?: number };

const silent = () => undefined;
const silentLogger = {
  trace: silent,
  debug: silent,
  info: silent,
  warn: silent,
  error: silent,
  fatal: silent,
  child: () => silentLogger,
} as unknown as Logger;

/** The only one who learns why a hold ended is the log. */
function listeningLogger(onWarning: (warning: Warning) => void, bindings: Warning = {}): Logger {
  const logger = {
    ...silentLogger,
    warn: (facts: Warning) => onWarning({ ...bindings, ...facts }),
    child: (more: Warning) => listeningLogger(onWarning, { ...bindings, ...more }),
  };
  return logger as unknown as Logger;
}

function isOurs({ type }: InboxRow): boolean {
  return type === modelType;
}

function toRow({ jobId, plan, text }: Submission, clock: StorageClock): InboxRow {
  const dueAt = plan.laterMs > 0 ? new Date(dueMs(plan)) : undefined;
  const isLater = dueAt !== undefined && dueAt.getTime() > clock.now().getTime();
  const lockKey = `key-${plan.key}`;
  return {
    ...headerOf({
      jobId,
      tenantId: "default",
      lockKey,
      type: plan.isAlien ? "alien" : modelType,
      name: "planned",
      priority: plan.priority,
      createdAt: new Date(0).toISOString(),
    }),
    keyId: keyId("default", lockKey),
    rowKey: isLater ? laterRowKey(dueAt, jobId) : waitRowKey(plan.priority, jobId),
    request: { kind: "inline", text },
    receivedAt: clock.likelyNow().toISOString(),
    ...(isLater ? { runAt: dueAt.toISOString() } : {}),
  };
}

function dueMs({ submittedAt, laterMs }: Submission["plan"]): number {
  return epochMs + (submittedAt[0] ?? 0) + laterMs;
}
