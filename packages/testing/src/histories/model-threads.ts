import { setTimeout as delay } from "node:timers/promises";
import { AttemptRun, type AttemptThreads, isThreadEvent } from "@baton/engine";
import type { JobContext, JobDefinition } from "@baton/sdk";
import { z } from "zod";
import type { JobPlan, StepPlan } from "./history.ts";
import type { Observations } from "./observations.ts";
import type { VirtualProcess } from "./virtual-process.ts";

type AttemptCall = Parameters<AttemptThreads["run"]>[0];
type ThreadEnd = Awaited<ReturnType<AttemptThreads["run"]>>;
type Message = Parameters<ConstructorParameters<typeof AttemptRun>[1]>[0];

export const modelType = "planned";
export const modelAttempts = 2;
/** So tight that they hold back some of the few jobs of a history. */
const modelLimits = {
  circuit: { windowSize: 4, minimumAttempts: 2, failureRate: 0.5, openMs: 1500, probes: 1 },
  rateLimit: { limit: 2, perMs: 3000 },
  keyRateLimit: { limit: 1, perMs: 1000 },
};
const messageMs = 0.2;
const lostGraceMs = 2000;

/**
 * Attempts in the place of worker threads: the thread's own code runs, job code does what its plan says, and
 * messages between both sides take time. What is terminated does nothing more.
 */
export class ModelThreads implements Pick<AttemptThreads, "run" | "types"> {
  readonly types: AttemptThreads["types"];
  readonly #process: VirtualProcess;
  readonly #keyIdOf: (jobId: string) => string;
  readonly #observations: Observations;

  constructor(
    process: VirtualProcess,
    observations: Observations,
    keyIdOf: (jobId: string) => string,
    isLimited: boolean,
  ) {
    const retry = { maxAttempts: modelAttempts, backoff: { initialMs: 200 } };
    this.types = new Map([[modelType, { type: modelType, retry, ...(isLimited ? modelLimits : {}) }]]);
    this.#process = process;
    this.#observations = observations;
    this.#keyIdOf = keyIdOf;
  }

  run({ task, onEvent, abort, lockLost }: AttemptCall): Promise<ThreadEnd> {
    const { jobId } = task.job;
    const code = this.#observations.codeBegins({ jobId, keyId: this.#keyIdOf(jobId), process: this.#process });
    const thread = { ended: false };
    return new Promise((resolve) => {
      let aborted: ThreadEnd["aborted"];
      const end = (result: ThreadEnd) => {
        thread.ended = true;
        this.#observations.codeEnds(code);
        resolve(result);
      };
      const post = (message: () => void) => setTimeout(() => thread.ended || message(), messageMs);
      const run = new AttemptRun(task, (message: Message) => {
        if (thread.ended) return;
        if (message.kind === "returned" || message.kind === "threw") this.#observations.codeEnds(code);
        post(() => {
          if (message.kind === "returned" || message.kind === "threw") end({ ...message, aborted });
          else if (isThreadEvent(message))
            onEvent(message, () => message.kind === "step" && post(() => run.stepRecorded(message.stepId)));
        });
      });
      void abort.then(async ({ reason, graceMs }) => {
        if (thread.ended) return;
        aborted = reason;
        post(() => run.abort(reason));
        await Promise.race([delay(graceMs), lockLost.then(() => delay(lostGraceMs))]);
        const error = { name: "ThreadExit", message: "The job's thread was ended" };
        if (!thread.ended) end({ kind: "died", error, aborted });
      });
      void run.run(this.#definition(thread, task.attempt));
    });
  }

  #definition(thread: { ended: boolean }, attempt: number): JobDefinition {
    const observations = this.#observations;
    return {
      type: modelType,
      input: z.unknown(),
      run: async (input, ctx) => {
        const { steps, fails } = input as JobPlan;
        const { jobId } = ctx.job;
        ctx.log("begins");
        for (const [at, plan] of steps.entries()) {
          const name = `step ${at}`;
          const result = await ctx.step(name, async () => {
            observations.stepRuns(this.#process, jobId, name);
            await work(plan, ctx);
            await untilEnded(thread);
            return { at };
          });
          await untilEnded(thread);
          if (result.at !== at) throw new Error(`${name} has the result of another step`);
          observations.stepKept(jobId, name);
        }
        observations.told.add(`${jobId}/${attempt}`);
        if (fails) throw new Error("as planned");
        return steps.length;
      },
    } as JobDefinition;
  }
}

async function work({ ms, isStubborn }: StepPlan, ctx: JobContext): Promise<void> {
  if (isStubborn) await delay(ms);
  else await ctx.sleep(ms);
}

/** Code of a thread that was terminated gets no further. */
function untilEnded(thread: { ended: boolean }): Promise<void> {
  return thread.ended ? new Promise(() => undefined) : Promise.resolve();
}
