import { newJobId } from "@baton/contracts";
import { pause } from "@baton/runtime";
import { AttemptAbortedError, type JobContext, type StepOptions, type StepResult } from "@baton/sdk";

type Recorded = { name: string; message: string; result: string | undefined };

/**
 * A job context that keeps its record in memory: results go through JSON, and an attempt that is given the
 * record of an earlier one returns the recorded results, as the engine does.
 */
export class RecordedContext implements JobContext {
  readonly job: JobContext["job"];
  readonly attempt = 1;
  readonly fence = 1;
  readonly steps: Recorded[] = [];
  readonly progressed: { done: number; total: number; message?: string | undefined }[] = [];
  readonly ran: string[] = [];
  readonly #controller = new AbortController();
  readonly #earlier: Recorded[];

  constructor(type: string, earlier: Recorded[] = []) {
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
    this.#earlier = earlier;
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  abort(): void {
    this.#controller.abort(new AttemptAbortedError("shutdown"));
  }

  async step<T extends StepResult>(name: string, work: () => Promise<T> | T, options: StepOptions = {}): Promise<T> {
    this.signal.throwIfAborted();
    const earlier = this.#earlier[this.steps.length];
    if (earlier) {
      this.steps.push(earlier);
      return parse(earlier.result) as T;
    }
    this.ran.push(name);
    const result = JSON.stringify(await work()) as string | undefined;
    this.steps.push({ name, message: options.message ?? name, result });
    return parse(result) as T;
  }

  progress(done: number, total: number, message?: string): void {
    this.progressed.push({ done, total, message });
  }

  log(): void {}

  async sleep(ms: number): Promise<void> {
    await pause(ms, this.signal);
    this.signal.throwIfAborted();
  }
}

function parse(text: string | undefined): unknown {
  return text === undefined ? undefined : JSON.parse(text);
}
