import { isJobId, type JobEvent, jobIdTime, type RunningJob } from "@baton/contracts";
import type { AnsweredCall } from "@baton/runtime";
import type { EndedJob } from "@baton/store";
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";

/** How the worker stands at the moment. */
export type WorkerStanding = {
  /** The job types that its code has. */
  types: ReadonlyMap<string, unknown>;
  running: readonly RunningJob[];
  slots: number;
  heldKeys: number;
  /** Of each held key, how long its lease lasts if it is not renewed again. */
  leasesLeftMs: Readonly<Record<string, number>>;
  isDraining: boolean;
  isBrokerConnected: boolean;
  /** The bytes in use in each job thread's heap. */
  threadHeaps: () => Promise<number[]>;
};

const requestSeconds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
const jobSeconds = [0.01, 0.05, 0.1, 0.5, 1, 5, 10, 30, 60, 300, 900, 3600, 4 * 3600, 24 * 3600];

/** Ends an attempt, whatever comes of the job. */
const attemptEnds = new Set(["Completed", "Failed", "TimedOut", "Interrupted", "Cancelled"]);
const failures = new Set(["Failed", "TimedOut"]);

/** What a worker tells Prometheus. Labels come from what its code knows: nobody who submits jobs can make more. */
export class ProcessorMetrics {
  readonly registry = new Registry();
  #standing: (() => WorkerStanding) | undefined;
  readonly #processed = this.#counter(
    "baton_jobs_processed_total",
    "Jobs that reached their end here, by type and how they ended",
    ["type", "outcome"],
  );
  readonly #failed = this.#counter("baton_jobs_failed_total", "Attempts that failed or took too long, by type", [
    "type",
  ]);
  readonly #retried = this.#counter("baton_jobs_retried_total", "Attempts that are to be tried again, by type", [
    "type",
  ]);
  readonly #locksLost = this.#counter("baton_locks_lost_total", "Holds that ended because their lock was lost", []);
  readonly #fenced = this.#counter("baton_fenced_appends_total", "Appends refused because another holds the key", []);
  readonly #requests = this.#counter(
    "baton_storage_requests_total",
    "Requests to storage, every try, by what they are about, method and status (none: no answer)",
    ["kind", "method", "status"],
  );
  readonly #waited = this.#histogram(
    "baton_job_wait_seconds",
    "From a job's arrival to its first start, a delay that it asked for included, by type",
    ["type"],
    jobSeconds,
  );
  readonly #ran = this.#histogram(
    "baton_job_run_seconds",
    "The time of a job's attempts together, by type",
    ["type"],
    jobSeconds,
  );
  readonly #handOff = this.#histogram(
    "baton_handoff_seconds",
    "From the end of an attempt to the start of the next job of its key that waited by then",
    [],
    requestSeconds,
  );
  readonly #append = this.#histogram(
    "baton_ledger_append_seconds",
    "How long transactions of the record take",
    [],
    requestSeconds,
  );
  /** When the last attempt of a key ended here, by keyId. */
  readonly #ends = new Map<string, number>();

  constructor() {
    collectDefaultMetrics({ register: this.registry });
  }

  /** Reads the standing whenever somebody asks for metrics. */
  watch(standing: () => WorkerStanding): void {
    this.#standing = standing;
    const gauge = (name: string, help: string, of: (now: WorkerStanding) => number) => {
      const registers = [this.registry];
      new Gauge({
        name,
        help,
        registers,
        collect() {
          this.set(of(standing()));
        },
      });
    };
    gauge("baton_slots", "How many lock keys this worker runs jobs of at once", ({ slots }) => slots);
    gauge("baton_held_keys", "Lock keys that this worker holds", ({ heldKeys }) => heldKeys);
    gauge("baton_draining", "1 while this worker takes no new keys", ({ isDraining }) => Number(isDraining));
    gauge("baton_broker_connected", "1 while the broker can be used", (now) => Number(now.isBrokerConnected));
    gauge(
      "baton_lease_left_seconds",
      "What is left of the lease that runs out first; 0 without any",
      ({ leasesLeftMs }) => leastOf(Object.values(leasesLeftMs)) / 1000,
    );
    new Gauge({
      name: "baton_thread_heap_bytes",
      help: "What is in use in the heap of each job thread",
      labelNames: ["thread"],
      registers: [this.registry],
      async collect() {
        const heaps = await standing().threadHeaps();
        this.reset();
        for (const [at, bytes] of heaps.entries()) this.set({ thread: String(at + 1) }, bytes);
      },
    });
    const nameOf = (type: string) => this.#nameOf(type);
    new Gauge({
      name: "baton_jobs_active",
      help: "Attempts that run now, by type",
      labelNames: ["type"],
      registers: [this.registry],
      collect() {
        this.reset();
        for (const { type } of standing().running) this.inc({ type: nameOf(type) });
      },
    });
  }

  noteEvent({ status, jobType = "", jobId, keyId, attempt, occurredAt }: JobEvent): void {
    const type = this.#nameOf(jobType);
    if (failures.has(status)) this.#failed.inc({ type });
    if (status === "RetryScheduled") this.#retried.inc({ type });
    if (status === "LockReleased") this.#ends.delete(keyId);
    if (attemptEnds.has(status)) this.#ends.set(keyId, Date.parse(occurredAt));
    // What is tried again has waited for its backoff.
    if (status === "Started" && attempt === 1 && jobId !== undefined)
      this.#noteHandOff(keyId, jobId, Date.parse(occurredAt));
  }

  noteEnded({ type, outcome, waitMs, runMs }: EndedJob): void {
    const name = this.#nameOf(type);
    this.#processed.inc({ type: name, outcome });
    if (waitMs !== undefined) this.#waited.observe({ type: name }, waitMs / 1000);
    if (runMs !== undefined) this.#ran.observe({ type: name }, runMs / 1000);
  }

  readonly noteRequest = ({ kind, method, status, ms }: AnsweredCall): void => {
    this.#requests.inc({ kind, method, status: status === undefined ? "none" : String(status) });
    if (kind === "ledger" && method === "BATCH") this.#append.observe(ms / 1000);
  };

  noteLockLost({ wasFenced }: { wasFenced: boolean }): void {
    this.#locksLost.inc();
    if (wasFenced) this.#fenced.inc();
  }

  #noteHandOff(keyId: string, jobId: string, startedAt: number): void {
    const endedAt = this.#ends.get(keyId);
    this.#ends.delete(keyId);
    // A job that came later did not wait for the end.
    if (endedAt === undefined || !isJobId(jobId) || jobIdTime(jobId).getTime() > endedAt) return;
    this.#handOff.observe(Math.max(0, startedAt - endedAt) / 1000);
  }

  #nameOf(type: string): string {
    return this.#standing?.().types.has(type) ? type : "unknown";
  }

  #counter<L extends string>(name: string, help: string, labelNames: L[]): Counter<L> {
    return new Counter({ name, help, labelNames, registers: [this.registry] });
  }

  #histogram<L extends string>(name: string, help: string, labelNames: L[], buckets: number[]): Histogram<L> {
    return new Histogram({ name, help, labelNames, buckets, registers: [this.registry] });
  }
}

function leastOf(values: number[]): number {
  return values.length === 0 ? 0 : Math.min(...values);
}
