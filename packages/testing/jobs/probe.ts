import { appendFileSync } from "node:fs";
import { defineJob, type JobContext } from "@baton/sdk";
import { z } from "zod";

const input = z.object({
  steps: z.int().min(0).default(1),
  stepMs: z.int().min(0).default(0),
  /** Blocks the thread's event loop for this long. */
  spinMs: z.int().min(0).default(0),
});

/** Writes into a file, from inside its thread, when it began, when each step really ran, and when it ended. */
export const probe = defineJob({
  type: "probe",
  input,
  async run({ steps, stepMs, spinMs }, ctx) {
    note(ctx, "start");
    for (let step = 1; step <= steps; step += 1) {
      await ctx.step(`step ${step}`, async () => {
        note(ctx, "step", `step ${step}`);
        await ctx.sleep(stepMs);
      });
    }
    const until = performance.now() + spinMs;
    while (performance.now() < until);
    note(ctx, "end");
    return { steps };
  },
});

function note(ctx: JobContext, event: string, step?: string): void {
  const { jobId } = ctx.job;
  const line = {
    jobId,
    event,
    step,
    fence: ctx.fence,
    attempt: ctx.attempt,
    atMs: Number(process.hrtime.bigint()) / 1e6,
  };
  appendFileSync(process.env["PROBE_FILE"] ?? "/dev/null", `${JSON.stringify(line)}\n`);
}
