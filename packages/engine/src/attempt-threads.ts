import { setTimeout as delay } from "node:timers/promises";
import type { JobError } from "@baton/contracts";
import type { Logger } from "@baton/runtime";
import type { AbortReason } from "@baton/sdk";
import { type Abort, graceMs } from "./attempt-abort.ts";
import { type JobThread, startThread } from "./job-thread.ts";
import { serializeError } from "./serialize-error.ts";
import type { AttemptTask, FromThread, JobTypeInfo, ToThread } from "./thread-protocol.ts";

export type ThreadEvent = Extract<FromThread, { kind: "step" | "progress" | "log" | "output" }>;

/** What a thread said at its end, or that it said nothing. */
type ThreadResult =
  | { kind: "returned"; resultText: string | undefined }
  | { kind: "threw"; error: JobError }
  /** It exited, crashed, ran out of memory, or was ended by us. */
  | { kind: "died"; error: JobError };

/** With the reason for which it had been told to end by then: what comes while the thread is cleared up is too late. */
export type ThreadEnd = ThreadResult & { aborted: AbortReason | undefined };

export type AttemptCall = {
  task: AttemptTask;
  /** Called in order; a step's reply tells the thread that it is on the record. */
  onEvent: (event: ThreadEvent, recorded: () => void) => void;
  /** Why and when the attempt must end, with the time that its code gets to do so. */
  abort: Promise<Abort>;
  /** Cuts a longer grace short: another worker may have the key soon. */
  lockLost: Promise<void>;
};

export type AttemptThreadsOptions = {
  /** Module specifiers whose exports define job types. */
  modules: string[];
  /** How many attempts run at once, at most: as many threads are kept. */
  size: number;
  maxOldGenerationMb: number;
  /** A thread cannot be ended: a native call never returns. Only the end of the whole process ends it. */
  onStuck: () => void;
  logger: Logger;
};

/** How long a thread may take to exit when it is ended; with a lost lock, what the margin leaves for it. */
const exitLimitMs = { usual: 5000, lockLost: 700 };
const exitPollMs = 50;
/** Far longer than it takes, and short for whoever asks for metrics. */
const heapAnswersMs = 500;
/** Not at once: what has just been started has the processor first. */
const spareAfterMs = 200;

/**
 * The pool in which job code runs: one attempt a thread at a time, so that no job shares an event loop with
 * the worker's own. A thread whose attempt ended cleanly is used again; any other is ended, and its exit is
 * awaited before the attempt counts as over. So is the end of the processes that its code has started.
 */
export class AttemptThreads {
  readonly #options: AttemptThreadsOptions;
  readonly #idle: JobThread[] = [];
  readonly #all = new Set<JobThread>();
  #types = new Map<string, JobTypeInfo>();
  #described: readonly JobTypeInfo[] = [];
  #spareTimer: NodeJS.Timeout | undefined;
  #isStopping = false;

  constructor(options: AttemptThreadsOptions) {
    this.#options = options;
  }

  /** Starts the first thread, which tells what types there are. @throws {JobModuleError} */
  async start(): Promise<void> {
    const thread = this.#create({ describe: true });
    this.#described = await thread.ready;
    this.#idle.push(thread);
  }

  /** The types with descriptions and schemas, as the first thread told them. */
  get described(): readonly JobTypeInfo[] {
    return this.#described;
  }

  get types(): ReadonlyMap<string, JobTypeInfo> {
    return this.#types;
  }

  /** The bytes in use in each thread's heap. A thread that does not answer at once is left out: it may be in a native call. */
  async heapBytes(): Promise<number[]> {
    const asked = [...this.#all].map(async ({ worker }) => {
      const answer = worker.getHeapStatistics().then(
        ({ used_heap_size: bytes }) => bytes,
        () => undefined,
      );
      return Promise.race([answer, delay(heapAnswersMs, undefined, { ref: false })]);
    });
    return (await Promise.all(asked)).filter((bytes) => bytes !== undefined);
  }

  async run(call: AttemptCall): Promise<ThreadEnd> {
    const thread = this.#idle.pop() ?? this.#create();
    const abort = await this.#abortBeforeReady(thread, call);
    if (abort) return { kind: "died", error: neverBegan, aborted: abort.reason };
    this.#spareTimer ??= setTimeout(() => void this.#keepSpare(), spareAfterMs).unref();
    thread.isRunning = true;
    const end = await this.#runIn(thread, call);
    thread.isRunning = false;
    if (end.kind === "died") await this.#end(thread, call.lockLost);
    else await this.#useAgain(thread);
    return end;
  }

  /** An attempt that must end before its code has begun does not begin; a job module may never load. */
  async #abortBeforeReady(thread: JobThread, { abort, lockLost }: AttemptCall): Promise<Abort | undefined> {
    const first = await Promise.race([abort, thread.ready.then(() => undefined)]);
    if (first) await this.#end(thread, lockLost);
    return first;
  }

  /** A thread takes long to start; the next key that is taken must not wait for it. */
  async #keepSpare(): Promise<void> {
    this.#spareTimer = undefined;
    if (this.#isStopping || this.#idle.length > 0 || this.#all.size >= this.#options.size) return;
    try {
      const thread = await this.#spawn();
      if (this.#all.has(thread)) this.#idle.push(thread);
    } catch (err) {
      this.#options.logger.warn({ err }, "No spare job thread; the next attempt starts its own");
    }
  }

  async #useAgain(thread: JobThread): Promise<void> {
    await thread.spawned.endLeftovers();
    if (this.#all.has(thread)) this.#idle.push(thread);
  }

  async stop(): Promise<void> {
    this.#isStopping = true;
    clearTimeout(this.#spareTimer);
    await Promise.all([...this.#all].map((thread) => this.#end(thread)));
  }

  async #spawn(): Promise<JobThread> {
    const thread = this.#create();
    await thread.ready;
    return thread;
  }

  #create({ describe } = { describe: false }): JobThread {
    const thread = startThread({ ...this.#options, describe });
    this.#all.add(thread);
    void thread.exited.then(() => this.#forget(thread));
    thread.ready.then(
      (types) => this.#know(types),
      () => undefined,
    );
    return thread;
  }

  #know(types: JobTypeInfo[]): void {
    this.#types = new Map(types.map((info) => [info.type, info]));
  }

  #runIn(thread: JobThread, { task, onEvent, abort, lockLost }: AttemptCall): Promise<ThreadEnd> {
    const { worker } = thread;
    const post = (message: ToThread) => worker.postMessage(message);
    return new Promise((resolve) => {
      const settle = (result: ThreadResult) => {
        worker.off("message", onMessage);
        worker.off("error", onError);
        worker.off("exit", onExit);
        settled = true;
        resolve({ ...result, aborted });
      };
      let settled = false;
      let aborted: AbortReason | undefined;
      let crash: JobError | undefined;
      const onMessage = (message: FromThread) => {
        if (message.kind === "returned" || message.kind === "threw") settle(message);
        else if (isThreadEvent(message)) {
          onEvent(message, () => message.kind === "step" && post({ kind: "step-recorded", stepId: message.stepId }));
        }
      };
      // What it said just before may come after this; at its exit all has come.
      const onError = (err: unknown) => {
        crash = serializeError(err);
        void this.#end(thread, lockLost);
      };
      const onExit = (code: number) => settle({ kind: "died", error: crash ?? exitError(code) });
      worker.on("message", onMessage);
      worker.on("error", onError);
      worker.on("exit", onExit);
      void abort.then(async ({ reason, graceMs: ms }) => {
        if (settled) return;
        aborted = reason;
        post({ kind: "abort", reason });
        await Promise.race([wait(ms), lockLost.then(() => wait(graceMs))]);
        if (!settled) await this.#end(thread, lockLost);
      });
      post({ kind: "run", task });
    });
  }

  /** Ends a thread and what it has started; resolves when both are gone. */
  async #end(thread: JobThread, lockLost: Promise<void> = new Promise(() => undefined)): Promise<void> {
    this.#forget(thread);
    // First, while the thread can still take note of their exit, which nobody else can: no zombies stay.
    await thread.spawned.endAll();
    void thread.worker.terminate();
    void this.#limitExit(thread, lockLost);
    const exited = thread.exited.then(() => true);
    // A thread in a synchronous call exits when the process is gone for which it waits.
    while (!(await Promise.race([exited, wait(exitPollMs)]))) await thread.spawned.endAll();
    // What it started in its last moments.
    await thread.spawned.endLeftovers();
  }

  async #limitExit({ exited }: JobThread, lockLost: Promise<void>): Promise<void> {
    const limit = [wait(exitLimitMs.usual), lockLost.then(() => wait(exitLimitMs.lockLost))];
    const hasExited = await Promise.race([exited.then(() => true), ...limit]);
    if (!hasExited) this.#options.onStuck();
  }

  #forget(thread: JobThread): void {
    this.#all.delete(thread);
    const at = this.#idle.indexOf(thread);
    if (at >= 0) this.#idle.splice(at, 1);
  }
}

const neverBegan: JobError = { name: "ThreadExit", message: "The attempt was ended before its code began" };

function exitError(code: number): JobError {
  return { name: "ThreadExit", message: `The job's thread exited with code ${code}` };
}

function wait(ms: number): Promise<void> {
  return delay(ms, undefined, { ref: false });
}

/** What goes onto the record, or into the log. */
export function isThreadEvent(message: FromThread): message is ThreadEvent {
  const { kind } = message;
  return kind === "step" || kind === "progress" || kind === "log" || kind === "output";
}
