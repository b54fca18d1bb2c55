import { type ActiveJob, type Concern, isTenantOf, type Overview, type Tenants } from "@baton/contracts";
import { tolerableSkewMs } from "@baton/doctor";
import {
  circuitWait,
  type Marker,
  type OverviewReader,
  parseKeyId,
  type RegisteredWorker,
  type SystemLook,
} from "@baton/store";
import { LRUCache } from "lru-cache";
import { withEvents } from "../view/running-jobs.ts";
import type { Callers } from "./access/callers.ts";
import { type Answer, ok } from "./answer.ts";
import type { RecentEvents } from "./recent-events.ts";
import type { StorageGate } from "./storage-gate.ts";

export type SystemOverviewDeps = {
  gate: StorageGate;
  reader: Pick<OverviewReader, "look">;
  recent: Pick<RecentEvents, "events">;
  /** How many jobs no worker has taken off the broker yet; undefined while the broker is away. */
  countUntaken: () => Promise<number | undefined>;
  now: () => Date;
  callers: Pick<Callers, "tenants">;
};

/** Every open page asks after every event; they share one look. */
const freshMs = 1000;
const mostLooks = 100;
const concernsShown = 50;

/** `GET /api/overview` */
export class SystemOverview {
  readonly #deps: SystemOverviewDeps;
  /** By the tenants that are told of. */
  readonly #looks = new LRUCache<string, Promise<Answer<Overview>>>({ max: mostLooks, ttl: freshMs });

  constructor(deps: SystemOverviewDeps) {
    this.#deps = deps;
  }

  /** For whoever asks now. */
  read(): Promise<Answer<Overview>> {
    return this.of(this.#deps.callers.tenants);
  }

  of(tenants: Tenants): Promise<Answer<Overview>> {
    const name = JSON.stringify(tenants);
    const known = this.#looks.get(name);
    if (known) return known;
    const looking = this.#read(tenants);
    this.#looks.set(name, looking);
    return looking;
  }

  async #read(tenants: Tenants): Promise<Answer<Overview>> {
    const { gate, reader, recent, countUntaken } = this.#deps;
    const events = recent.events.filter(({ tenantId }) => isTenantOf(tenants, tenantId));
    const started = new Set(withEvents([], events).map(({ jobId }) => jobId));
    const [looked, untaken] = await Promise.all([
      gate.use(() => reader.look((jobId) => started.has(jobId), tenants)),
      // Nobody knows whose they are until a worker has taken them in.
      tenants === "all" ? countUntaken() : undefined,
    ]);
    if (looked.kind === "problem") return looked;
    const { workers, waiting, ...look } = looked.value;
    return ok({
      at: this.#deps.now().toISOString(),
      running: withEvents(activeJobs(workers), events),
      workers: workerFigures(workers),
      waiting: { count: waiting.count + (untaken ?? 0), isAll: waiting.isAll && untaken !== undefined },
      scheduled: look.scheduled,
      deadLettered: look.deadLettered,
      dueKeys: look.dueKeys,
      concerns: this.#concerns(looked.value).slice(0, concernsShown),
    });
  }

  #concerns({ workers, circuits, stopped }: SystemLook): Concern[] {
    const now = this.#deps.now().getTime();
    const open = circuits.map((circuit): Concern => {
      const until = circuitWait(circuit, now);
      const time = until === undefined ? {} : { until: new Date(until).toISOString() };
      return { kind: "circuit-open", type: circuit.type, ...time };
    });
    return [...drainConcerns(workers), ...stopped.map(keyConcern), ...open, ...workers.flatMap(skewConcern)];
  }
}

function activeJobs(workers: RegisteredWorker[]): ActiveJob[] {
  return workers.flatMap(({ workerId, running }) => running.map((job) => ({ ...job, workerId })));
}

function workerFigures(workers: RegisteredWorker[]): Overview["workers"] {
  const draining = workers.filter((worker) => worker.draining).length;
  const sum = (of: (worker: RegisteredWorker) => number) => workers.reduce((all, worker) => all + of(worker), 0);
  return {
    live: workers.length - draining,
    draining,
    slots: sum(({ concurrency }) => concurrency),
    busySlots: sum(({ holds }) => holds.length),
  };
}

function drainConcerns(workers: RegisteredWorker[]): Concern[] {
  const areAllDraining = workers.length > 0 && workers.every(({ draining }) => draining);
  return areAllDraining ? [{ kind: "all-drain", workers: workers.length }] : [];
}

function keyConcern({ keyId, stopped }: Marker): Concern {
  return { kind: stopped === "parked" ? "key-parked" : "key-paused", keyId, ...parseKeyId(keyId) };
}

function skewConcern({ workerId, clockOffsetMs }: RegisteredWorker): Concern[] {
  const isOff = Math.abs(clockOffsetMs) >= tolerableSkewMs;
  return isOff ? [{ kind: "clock-skew", workerId, offsetMs: clockOffsetMs }] : [];
}
