import { appendFileSync, readFileSync } from "node:fs";
import { defineJob, type JobContext } from "@baton/sdk";
import { z } from "zod";

const input = z.object({
  steps: z.int().min(0).default(1),
  stepMs: z.int().min(0).default(0),
  /** Goes on when so many jobs have begun. */
  awaitStarts: z.int().min(0).default(0),
  /** Blocks the thread's event loop for this long. */
  spinMs: z.int().min(0).default(0),
  /** Throws after its steps in so many attempts, the first ones. */
  failAttempts: z.int().min(0).default(0),
});

/** Writes into a file, from inside its thread, when it began, when each step really ran, and when it ended. */
export const probe = defineJob({
  type: "probe",
  input,
  async run({ steps, stepMs, spinMs, awaitStarts, failAttempts }, ctx) {
    note(ctx, "start");
    while (startsSoFar() < awaitStarts) await ctx.sleep(20);
    for (let step = 1; step <= steps; step += 1) {
      await ctx.step(`step ${step}`, async () => {
        note(ctx, "step", `step ${step}`);
        await ctx.sleep(stepMs);
      });
    }
    const until = performance.now() + spinMs;
    while (performance.now() < until);
    note(ctx, "end");
    if (ctx.attempt <= failAttempts) throw new Error(`Attempt ${ctx.attempt} was asked to fail`);
    return { steps };
  },
});

const file = process.env["PROBE_FILE"] ?? "/dev/null";

function startsSoFar(): number {
  return readFileSync(file, "utf8").split('"event":"start"').length - 1;
}

function note(ctx: JobContext, event: string, step?: string): void {
  const { jobId, lockKey } = ctx.job;
  const line = {
    jobId,
    lockKey,
    pid: process.pid,
    event,
    step,
    fence: ctx.fence,
    attempt: ctx.attempt,
    atMs: Number(process.hrtime.bigint()) / 1e6,
  };
  appendFileSync(file, `${JSON.stringify(line)}\n`);
}
