import { setTimeout as delay } from "node:timers/promises";
import { describeIssues, type Json, limits } from "@baton/contracts";
// Not the whole package: each thread would load the storage SDK.
import { SharedDeadline } from "@baton/lease/shared-deadline";
import { activeTraceparent, inSpan, underSpan } from "@baton/runtime/tracing";
import {
  type AbortReason,
  AttemptAbortedError,
  type JobContext,
  type JobDefinition,
  NonRetryableError,
  type StepOptions,
  type StepResult,
} from "@baton/sdk";
import { Backlog } from "./backlog.ts";
import { serializeError, short } from "./serialize-error.ts";
import type { AttemptTask, FromThread } from "./thread-protocol.ts";

/** One attempt inside its thread: job code with its context on one side, messages to the worker on the other. */
export class AttemptRun {
  readonly #task: AttemptTask;
  readonly #send: (message: FromThread) => void;
  readonly #aborted = new AbortController();
  readonly #deadline: SharedDeadline;
  readonly #recorded: Map<string, (string | undefined)[]>;
  readonly #waiting = new Map<number, () => void>();
  readonly #backlog: Backlog;
  /** Names of the steps that are under way. */
  readonly #underWay = new Set<string>();
  #lastStepId = 0;
  #over = false;

  constructor(task: AttemptTask, send: (message: FromThread) => void) {
    this.#task = task;
    // The thread goes on to the next job: what code of this one still does must not end up on that one's record.
    this.#send = (message) => {
      if (!this.#over) send(message);
    };
    this.#deadline = new SharedDeadline(task.deadline);
    this.#backlog = new Backlog(task.backlog);
    const byName = Map.groupBy(task.recordedSteps, (step) => step.name);
    this.#recorded = new Map([...byName].map(([name, steps]) => [name, steps.map((step) => step.resultText)]));
  }

  async run(definition: JobDefinition | undefined): Promise<void> {
    try {
      // Until it came here the lock may have been lost: then no code may begin.
      this.#throwIfEnded();
      if (!definition) throw new NonRetryableError(`This worker has no job type "${this.#task.job.type}"`);
      const input = definition.input.safeParse(JSON.parse(this.#task.payloadText));
      if (!input.success) throw new NonRetryableError(`The payload does not fit: ${describeIssues(input.error)}`);
      const run = () => definition.run(input.data, this.#context());
      const result = await underSpan(this.#task.traceparent, run);
      this.#send({ kind: "returned", resultText: toJsonText(result, "The result", limits.resultBytes) });
    } catch (err) {
      this.#send({ kind: "threw", error: serializeError(err) });
    } finally {
      this.#over = true;
    }
  }

  abort(reason: AbortReason): void {
    this.#aborted.abort(new AttemptAbortedError(reason));
  }

  stepRecorded(stepId: number): void {
    this.#waiting.get(stepId)?.();
    this.#waiting.delete(stepId);
  }

  /** What job code prints: like all that it says, it waits when too much is under way. */
  print(output: Extract<FromThread, { kind: "output" }>): void {
    this.#tell(output);
  }

  get isOver(): boolean {
    return this.#over;
  }

  #context(): JobContext {
    return {
      job: this.#task.job,
      attempt: this.#task.attempt,
      fence: this.#task.fence,
      signal: this.#aborted.signal,
      step: (name, work, options) => this.#step(name, work, options),
      progress: (done, total, message = `${done}/${total}`) =>
        this.#tell({ kind: "progress", done, total, message: short(message) }),
      log: (message, data) =>
        this.#tell({
          kind: "log",
          message: short(message),
          dataText: toJsonText(data, "The data of a log line", limits.resultBytes),
        }),
      sleep: async (ms) => {
        await delay(ms, undefined, { signal: this.#aborted.signal }).catch(() => undefined);
        this.#aborted.signal.throwIfAborted();
      },
    };
  }

  async #step<T extends StepResult>(
    name: string,
    work: () => Promise<T> | T,
    { key, message, gather = false }: StepOptions = {},
  ): Promise<T> {
    const step = stepName(name, key);
    // Which of two at once was recorded first depends on chance; after a crash they would get each other's results.
    if (this.#underWay.has(step)) {
      throw new NonRetryableError(`Step "${step}" is under way already; steps at the same time need a key each`);
    }
    const recorded = this.#recorded.get(step);
    // Recorded steps of one name are used up in the order in which they were recorded.
    if (recorded && recorded.length > 0) return fromJsonText(recorded.shift()) as T;

    this.#throwIfEnded();
    this.#underWay.add(step);
    try {
      const run = () => this.#runStep(step, work, short(message ?? step), gather);
      return await inSpan(`step ${step}`, { facts: { "baton.step": step } }, run);
    } finally {
      this.#underWay.delete(step);
    }
  }

  async #runStep<T extends StepResult>(
    name: string,
    work: () => Promise<T> | T,
    message: string,
    gather: boolean,
  ): Promise<T> {
    const startedAt = performance.now();
    const resultText = toJsonText(await work(), `The result of step "${name}"`, limits.resultBytes);
    this.#throwIfEnded();
    const durationMs = round(performance.now() - startedAt);
    this.#lastStepId += 1;
    const said = { name, message, resultText, durationMs, gather, traceparent: activeTraceparent() };
    const step = { kind: "step" as const, stepId: this.#lastStepId, ...said };
    if (gather) this.#tell(step);
    else await this.#sendAndWait(step);
    // Parsed from its text, so that the first run sees what a resumed one would.
    return fromJsonText(resultText) as T;
  }

  async #sendAndWait(step: Extract<FromThread, { kind: "step" }>): Promise<void> {
    const isRecorded = new Promise<void>((resolve) => this.#waiting.set(step.stepId, resolve));
    this.#send(step);
    await isRecorded;
  }

  /** Says what nobody waits for; a flood of it waits here. */
  #tell(message: Extract<FromThread, { kind: "step" | "progress" | "log" | "output" }>): void {
    if (this.#over) return;
    this.#backlog.add();
    this.#send(message);
  }

  // The shared deadline is this thread's own knowledge: it holds even when nobody can tell it anything any more.
  #throwIfEnded(): void {
    if (this.#over) throw new Error("The attempt is over");
    this.#aborted.signal.throwIfAborted();
    if (this.#deadline.passed) throw new AttemptAbortedError("lock-lost");
  }
}

function toJsonText(value: unknown, what: string, maxBytes: number): string | undefined {
  if (value === undefined) return undefined;
  const text = JSON.stringify(value);
  if (text === undefined) throw new NonRetryableError(`${what} is not JSON`);
  if (Buffer.byteLength(text) > maxBytes) {
    throw new NonRetryableError(`${what} has ${Buffer.byteLength(text)} bytes; ${maxBytes} are allowed`);
  }
  return text;
}

function fromJsonText(text: string | undefined): Json | undefined {
  return text === undefined ? undefined : (JSON.parse(text) as Json);
}

/** What the record calls a step: its name, and its key where several of one name run at the same time. */
function stepName(name: string, key: string | undefined): string {
  const full = key === undefined ? name : `${name} (${key})`;
  if (full.length > limits.stepNameChars) {
    throw new NonRetryableError(`The step name has ${full.length} characters; ${limits.stepNameChars} are allowed`);
  }
  return full.toWellFormed();
}

function round(ms: number): number {
  return Math.round(ms * 1000) / 1000;
}
