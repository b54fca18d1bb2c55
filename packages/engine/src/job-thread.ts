import { Worker } from "node:worker_threads";
import { type Logger, withoutSecrets } from "@baton/runtime";
import { exportThreadSpan, isTracing } from "@baton/runtime/tracing";
import { asJobModuleError } from "./job-module-error.ts";
import { tellOutput } from "./job-output.ts";
import { SpawnedProcesses } from "./spawned-processes.ts";
import type { FromThread, JobTypeInfo } from "./thread-protocol.ts";

export type JobThreadOptions = {
  /** Module specifiers whose exports define job types. */
  modules: string[];
  maxOldGenerationMb: number;
  /** Whether it tells descriptions and schemas of its types, too: one thread of a worker is enough. */
  describe: boolean;
  logger: Logger;
};

export type JobThread = {
  worker: Worker;
  /** The types of its modules, once they are loaded; rejects when they cannot be. It may never settle. */
  ready: Promise<JobTypeInfo[]>;
  exited: Promise<void>;
  spawned: SpawnedProcesses;
  isRunning: boolean;
};

/** Starts a thread in which job code can run; `attempt-thread.ts` is its other side. */
export function startThread({ modules, maxOldGenerationMb, describe, logger }: JobThreadOptions): JobThread {
  const worker = new Worker(new URL("./attempt-thread.ts", import.meta.url), {
    workerData: { modules, describe, isTracing: isTracing() },
    env: withoutSecrets(process.env),
    // Without the second one each thread keeps 48 MB for what lives for a moment.
    resourceLimits: { maxOldGenerationSizeMb: maxOldGenerationMb, maxYoungGenerationSizeMb: 12 },
  });
  const exited = new Promise<void>((resolve) => worker.once("exit", () => resolve()));
  const thread = { worker, ready: firstWord(worker), exited, spawned: new SpawnedProcesses(), isRunning: false };
  worker.on("message", (message: FromThread) => {
    thread.spawned.receive(message);
    if (message.kind === "span") exportThreadSpan(message.span);
    // What is printed while modules load, or by a timer that a job left behind.
    if (message.kind === "output" && !thread.isRunning) tellOutput(message, logger);
  });
  // An idle thread that dies is simply not idle any more; the next attempt gets another one.
  worker.on("error", (err) => logger.debug({ err }, "A job thread died"));
  return thread;
}

function firstWord(worker: Worker): Promise<JobTypeInfo[]> {
  return new Promise((resolve, reject) => {
    const onError = (err: unknown) => reject(asJobModuleError(err));
    worker.once("error", onError);
    worker.once("exit", (code) => reject(new Error(`A job thread exited with code ${code} while it loaded the jobs`)));
    // Before it is ready, modules may print something or start a process.
    worker.on("message", function listen(message: FromThread) {
      if (message.kind !== "ready") return;
      worker.off("error", onError);
      worker.off("message", listen);
      resolve(message.types);
    });
  });
}
