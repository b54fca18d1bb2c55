import type { GrowingFile, RunningSystem, TimedRun } from "@baton/harness";
import { pause } from "@baton/runtime";
import { type BenchPlan, isOneByOne, lockKeyOf } from "./bench-plan.ts";
import { monotonicMs } from "./monotonic.ts";

/** A submitted job: when its submission was begun and when the broker had confirmed it. */
export type Submission = { jobId: string; lockKey: string; submittedMs: number; confirmedMs: number };

const lanes = 50;
const idleMs = { least: 100, spread: 400 };
/** Without a rate and a number of jobs, so many may be under way. */
const maxUnderWay = 500;

/** Submits a plan's jobs over one connection. */
export class Load {
  /** What is measured. */
  readonly submissions: Submission[] = [];
  readonly warmUps: Submission[] = [];
  readonly #system: RunningSystem;
  readonly #plan: BenchPlan;
  readonly #runs: GrowingFile<TimedRun>;
  readonly #filler: string;

  constructor(system: RunningSystem, plan: BenchPlan, runs: GrowingFile<TimedRun>) {
    this.#system = system;
    this.#plan = plan;
    this.#runs = runs;
    this.#filler = "x".repeat(plan.payload);
  }

  /** The jobs before the measured ones, on other keys: as many as may run at once. */
  async warmUp(): Promise<void> {
    const { warmUp, workers, concurrency } = this.#plan;
    await this.#inLanes(warmUp, async (n) => {
      this.warmUps.push(await this.#submit(`warm-up-${n % (workers * concurrency)}`));
      return true;
    });
  }

  run(): Promise<void> {
    return isOneByOne(this.#plan) ? this.#oneByOne() : this.#allAtOnce();
  }

  /** Each when the one before has run and the system is idle again, at no fixed time, but within the linger. */
  async #oneByOne(): Promise<void> {
    for (let n = 0; n < this.#plan.jobs; n += 1) {
      const submission = await this.#submit(lockKeyOf(this.#plan, n));
      this.submissions.push(submission);
      const hasRun = () => this.#runs.read().some(({ jobId }) => jobId === submission.jobId);
      while (!hasRun()) await pause(20);
      await pause(idleMs.least + Math.random() * idleMs.spread);
    }
  }

  async #allAtOnce(): Promise<void> {
    const { jobs, rate, durationMs } = this.#plan;
    const startedAt = performance.now();
    const isOver = () => performance.now() - startedAt >= durationMs;
    await this.#inLanes(jobs, async (n) => {
      if (rate > 0) await pause(Math.max(0, startedAt + (n * 1000) / rate - performance.now()));
      else if (jobs === Number.POSITIVE_INFINITY) await this.#room();
      if (isOver()) return false;
      this.submissions.push(await this.#submit(lockKeyOf(this.#plan, n)));
      return true;
    });
  }

  async #room(): Promise<void> {
    const submitted = () => this.submissions.length + this.warmUps.length;
    while (submitted() - this.#runs.read().length > maxUnderWay) await pause(20);
  }

  /** Calls `work` for 0 to `count` - 1, some at once, until it says that it is enough. */
  async #inLanes(count: number, work: (n: number) => Promise<boolean>): Promise<void> {
    let next = 0;
    const lane = async () => {
      while (next < count) {
        next += 1;
        if (!(await work(next - 1))) return;
      }
    };
    await Promise.all(Array.from({ length: lanes }, lane));
  }

  async #submit(lockKey: string): Promise<Submission> {
    const { records, mode } = this.#plan;
    const submittedMs = monotonicMs();
    const payload = { records, mode, filler: this.#filler };
    const jobId = await this.#system.submit({ type: "bench", lockKey, payload });
    return { jobId, lockKey, submittedMs, confirmedMs: monotonicMs() };
  }
}
