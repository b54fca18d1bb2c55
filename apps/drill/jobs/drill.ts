import { appendFileSync } from "node:fs";
import { defineJob, type JobContext } from "@baton/sdk";
import { z } from "zod";

const input = z.object({
  steps: z.int().min(0),
  stepMs: z.int().min(0),
  /** Blocks the thread's event loop for this long. */
  blockMs: z.int().min(0).default(0),
});

const file = process.env["NOTES_FILE"] ?? "/dev/null";

/** Notes from inside its thread when it began, when each step really ran, and when it ended. */
export const drill = defineJob({
  type: "drill",
  input,
  async run({ steps, stepMs, blockMs }, ctx) {
    note(ctx, "start");
    for (let step = 1; step <= steps; step += 1) {
      await ctx.step(`step ${step}`, async () => {
        note(ctx, "step", `step ${step}`);
        await ctx.sleep(stepMs);
      });
    }
    const until = performance.now() + blockMs;
    while (performance.now() < until);
    note(ctx, "end");
  },
});

function note({ job, attempt, fence }: JobContext, event: string, step?: string): void {
  const atMs = Number(process.hrtime.bigint()) / 1e6;
  const line = { jobId: job.jobId, lockKey: job.lockKey, pid: process.pid, attempt, fence, event, step, atMs };
  appendFileSync(file, `${JSON.stringify(line)}\n`);
}
