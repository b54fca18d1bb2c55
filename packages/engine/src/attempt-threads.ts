import { setTimeout as delay } from "node:timers/promises";
import { Worker } from "node:worker_threads";
import type { JobError } from "@baton/contracts";
import type { Logger } from "@baton/runtime";
import { type Abort, graceMs } from "./attempt-abort.ts";
import { tellOutput } from "./job-output.ts";
import { serializeError } from "./serialize-error.ts";
import { SpawnedProcesses } from "./spawned-processes.ts";
import type { AttemptTask, FromThread, JobTypeInfo, ToThread } from "./thread-protocol.ts";

export type ThreadEvent = Extract<FromThread, { kind: "step" | "progress" | "log" | "output" }>;

/** What a thread said at its end, or that it said nothing. */
export type ThreadResult =
  | { kind: "returned"; resultText: string | undefined }
  | { kind: "threw"; error: JobError }
  /** It exited, crashed, ran out of memory, or was ended by us. */
  | { kind: "died"; error: JobError };

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

type Thread = { worker: Worker; exited: Promise<void>; spawned: SpawnedProcesses; isRunning: boolean };

/** How long a thread may take to exit when it is ended; with a lost lock, what the margin leaves for it. */
const exitLimitMs = { usual: 5000, lockLost: 700 };
const exitPollMs = 50;
/** Not at once: what has just been started has the processor first. */
const spareAfterMs = 200;

/**
 * The pool in which job code runs: one attempt a thread at a time, so that no job shares an event loop with
 * the worker's own. A thread whose attempt ended cleanly is used again; any other is ended, and its exit is
 * awaited before the attempt counts as over. So is the end of the processes that its code has started.
 */
export class AttemptThreads {
  readonly #options: AttemptThreadsOptions;
  readonly #idle: Thread[] = [];
  readonly #all = new Set<Thread>();
  #types = new Map<string, JobTypeInfo>();
  #spareTimer: NodeJS.Timeout | undefined;
  #isStopping = false;

  constructor(options: AttemptThreadsOptions) {
    this.#options = options;
  }

  /** Starts the first thread, which tells what types there are. @throws when a job module cannot be loaded. */
  async start(): Promise<void> {
    this.#idle.push(await this.#spawn());
  }

  get types(): ReadonlyMap<string, JobTypeInfo> {
    return this.#types;
  }

  async run(call: AttemptCall): Promise<ThreadResult> {
    const thread = this.#idle.pop() ?? (await this.#spawn());
    this.#spareTimer ??= setTimeout(() => void this.#keepSpare(), spareAfterMs).unref();
    thread.isRunning = true;
    const result = await this.#runIn(thread, call);
    thread.isRunning = false;
    if (result.kind === "died") await this.#end(thread, call.lockLost);
    else await this.#useAgain(thread);
    return result;
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

  async #useAgain(thread: Thread): Promise<void> {
    await thread.spawned.endLeftovers();
    if (this.#all.has(thread)) this.#idle.push(thread);
  }

  async stop(): Promise<void> {
    this.#isStopping = true;
    clearTimeout(this.#spareTimer);
    await Promise.all([...this.#all].map((thread) => this.#end(thread)));
  }

  async #spawn(): Promise<Thread> {
    const worker = new Worker(new URL("./attempt-thread.ts", import.meta.url), {
      workerData: { modules: this.#options.modules },
      env: jobEnvironment(),
      // Without the second one each thread keeps 48 MB for what lives for a moment.
      resourceLimits: { maxOldGenerationSizeMb: this.#options.maxOldGenerationMb, maxYoungGenerationSizeMb: 12 },
    });
    const exited = new Promise<void>((resolve) => worker.once("exit", () => resolve()));
    const thread: Thread = { worker, exited, spawned: new SpawnedProcesses(), isRunning: false };
    worker.on("message", (message: FromThread) => {
      thread.spawned.receive(message);
      // What is printed while modules load, or by a timer that a job left behind.
      if (message.kind === "output" && !thread.isRunning) tellOutput(message, this.#options.logger);
    });
    this.#all.add(thread);
    void exited.then(() => this.#forget(thread));
    this.#types = new Map((await firstWord(worker)).map((info) => [info.type, info]));
    // An idle thread that dies is simply not idle any more; the next attempt gets another one.
    worker.on("error", (err) => this.#options.logger.debug({ err }, "A job thread died"));
    return thread;
  }

  #runIn(thread: Thread, { task, onEvent, abort, lockLost }: AttemptCall): Promise<ThreadResult> {
    const { worker } = thread;
    const post = (message: ToThread) => worker.postMessage(message);
    return new Promise((resolve) => {
      const settle = (result: ThreadResult) => {
        worker.off("message", onMessage);
        worker.off("error", onError);
        worker.off("exit", onExit);
        settled = true;
        resolve(result);
      };
      let settled = false;
      const onMessage = (message: FromThread) => {
        if (message.kind === "returned" || message.kind === "threw") settle(message);
        else if (isThreadEvent(message)) {
          onEvent(message, () => message.kind === "step" && post({ kind: "step-recorded", stepId: message.stepId }));
        }
      };
      const onError = (err: unknown) => settle({ kind: "died", error: serializeError(err) });
      const onExit = (code: number) =>
        settle({ kind: "died", error: { name: "ThreadExit", message: `The job's thread exited with code ${code}` } });
      worker.on("message", onMessage);
      worker.on("error", onError);
      worker.on("exit", onExit);
      void abort.then(async ({ reason, graceMs: ms }) => {
        if (settled) return;
        post({ kind: "abort", reason });
        await Promise.race([wait(ms), lockLost.then(() => wait(graceMs))]);
        if (!settled) await this.#end(thread, lockLost);
      });
      post({ kind: "run", task });
    });
  }

  /** Ends a thread and what it has started; resolves when both are gone. */
  async #end(thread: Thread, lockLost: Promise<void> = new Promise(() => undefined)): Promise<void> {
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

  async #limitExit({ exited }: Thread, lockLost: Promise<void>): Promise<void> {
    const limit = [wait(exitLimitMs.usual), lockLost.then(() => wait(exitLimitMs.lockLost))];
    const hasExited = await Promise.race([exited.then(() => true), ...limit]);
    if (!hasExited) this.#options.onStuck();
  }

  #forget(thread: Thread): void {
    this.#all.delete(thread);
    const at = this.#idle.indexOf(thread);
    if (at >= 0) this.#idle.splice(at, 1);
  }
}

/** What job code may see of the worker's settings: not what signs the record or the sessions. */
function jobEnvironment(): NodeJS.ProcessEnv {
  const { AUDIT_SIGNING_KEY: _signing, AUTH_SECRET: _auth, ...rest } = process.env;
  return rest;
}

function wait(ms: number): Promise<void> {
  return delay(ms, undefined, { ref: false });
}

/** What goes onto the record, or into the log. */
export function isThreadEvent(message: FromThread): message is ThreadEvent {
  const { kind } = message;
  return kind === "step" || kind === "progress" || kind === "log" || kind === "output";
}

function firstWord(worker: Worker): Promise<JobTypeInfo[]> {
  return new Promise((resolve, reject) => {
    worker.once("error", reject);
    worker.once("exit", (code) => reject(new Error(`A job thread exited with code ${code} while it loaded the jobs`)));
    // Before it is ready, modules may print something or start a process.
    worker.on("message", function listen(message: FromThread) {
      if (message.kind !== "ready") return;
      worker.off("error", reject);
      worker.off("message", listen);
      resolve(message.types);
    });
  });
}
