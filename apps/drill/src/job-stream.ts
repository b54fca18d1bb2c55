import { validateJob } from "@baton/client";
import type { Job } from "@baton/contracts";
import type { RunningSystem, ThreadNotes } from "@baton/harness";
import { pause } from "@baton/runtime";

type JobSize = { steps: number; stepMs: number; blockMs?: number };

/** Short steps find what a fault does between them, long ones what goes on while it lasts. */
const sizes = [
  { steps: 5, stepMs: 100 },
  { steps: 5, stepMs: 100 },
  { steps: 2, stepMs: 1500 },
] as const;
const keptWaiting = 3;
const lookMs = 200;
const retryMs = 500;

/** Keeps jobs coming on several keys, whatever happens to the system meanwhile. */
export class JobStream {
  readonly keys: readonly string[];
  readonly #system: RunningSystem;
  readonly #notes: ThreadNotes;
  readonly #accepted: { jobId: string; lockKey: string }[] = [];
  readonly #stopping = new AbortController();
  #running: Promise<unknown> | undefined;
  #resubmitted = 0;

  constructor(system: RunningSystem, notes: ThreadNotes, keys: number) {
    this.#system = system;
    this.#notes = notes;
    this.keys = Array.from({ length: keys }, (_, at) => `drill-${at + 1}`);
  }

  start(): void {
    this.#running = Promise.all(this.keys.map((key) => this.#keepBusy(key)));
  }

  /** No more jobs; resolves when every submission is answered. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#running;
  }

  get jobIds(): string[] {
    return this.#accepted.map(({ jobId }) => jobId);
  }

  /** How often a submission had to be sent again, because no broker answered. */
  get resubmitted(): number {
    return this.#resubmitted;
  }

  /** Submits a job of its own besides the stream; resolves when the broker has it. */
  async submit(lockKey: string, payload: JobSize = sizes[0]): Promise<Job> {
    const checked = validateJob({ type: "drill", lockKey, payload });
    if (checked.kind === "invalid") throw new Error(`Invalid job: ${JSON.stringify(checked.issues)}`);
    await this.#untilAccepted(checked.job);
    this.#accepted.push({ jobId: checked.job.jobId, lockKey });
    return checked.job;
  }

  async #keepBusy(lockKey: string): Promise<void> {
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      const ended = this.#notes.endedJobs();
      const waiting = this.#accepted.filter((job) => job.lockKey === lockKey && !ended.has(job.jobId));
      if (waiting.length < keptWaiting) await this.submit(lockKey, sizes[this.#accepted.length % sizes.length]);
      else await pause(lookMs, signal);
    }
  }

  /** With the same job id each time: a job whose confirm was lost must not run twice. */
  async #untilAccepted(job: Job): Promise<void> {
    for (;;) {
      const { kind } = await this.#system.client.submit(job);
      if (kind === "accepted") return;
      this.#resubmitted += 1;
      await pause(retryMs);
    }
  }
}
