import { setTimeout as delay } from "node:timers/promises";
import { newJobId } from "@baton/contracts";
import { type AbortReason, AttemptAbortedError } from "./errors.ts";
import type { JobContext, StepOptions, StepResult } from "./job-context.ts";

export type RecordedStep = { name: string; message: string; result: string | undefined };

/**
 * For tests of job code: a context that keeps its record in memory. Results go through JSON, and an attempt that is
 * given the record of an earlier one returns the recorded results, as in a worker.
 */
export class RecordedContext implements JobContext {
  readonly job: JobContext["job"];
  readonly attempt = 1;
  readonly fence: number = 1;
  /** The record: all steps, those of the earlier attempt, too. */
  readonly steps: RecordedStep[] = [];
  /** The names of the steps whose work ran. */
  readonly ran: string[] = [];
  readonly progressed: { done: number; total: number; message?: string | undefined }[] = [];
  readonly logged: string[] = [];
  readonly #aborted = new AbortController();
  readonly #earlier: RecordedStep[];

  constructor(type: string, earlier: RecordedStep[] = []) {
    this.job = {
      jobId: newJobId(),
      type,
      name: type,
      lockKey: "default",
      priority: 0,
      tenantId: "default",
      createdAt: new Date().toISOString(),
      schemaVersion: 1,
    };
    this.#earlier = [...earlier];
  }

  get signal(): AbortSignal {
    return this.#aborted.signal;
  }

  /** Tells the job that its attempt must end. */
  abort(reason: AbortReason = "shutdown"): void {
    this.#aborted.abort(new AttemptAbortedError(reason));
  }

  async step<T extends StepResult>(
    name: string,
    work: () => Promise<T> | T,
    { key, message }: StepOptions = {},
  ): Promise<T> {
    const step = key === undefined ? name : `${name} (${key})`;
    const earlier = this.#takeEarlier(step);
    if (earlier) return this.#record(earlier) as T;
    this.signal.throwIfAborted();
    this.ran.push(step);
    const result = JSON.stringify(await work()) as string | undefined;
    this.signal.throwIfAborted();
    return this.#record({ name: step, message: message ?? step, result }) as T;
  }

  progress(done: number, total: number, message?: string): void {
    this.progressed.push({ done, total, message });
  }

  log(message: string): void {
    this.logged.push(message);
  }

  async sleep(ms: number): Promise<void> {
    await delay(ms, undefined, { signal: this.signal }).catch(() => undefined);
    this.signal.throwIfAborted();
  }

  #takeEarlier(name: string): RecordedStep | undefined {
    const at = this.#earlier.findIndex((step) => step.name === name);
    return at < 0 ? undefined : this.#earlier.splice(at, 1)[0];
  }

  #record(step: RecordedStep): unknown {
    this.steps.push(step);
    return step.result === undefined ? undefined : JSON.parse(step.result);
  }
}
