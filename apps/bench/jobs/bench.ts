import { appendFileSync } from "node:fs";
import { defineJob, type JobContext } from "@baton/sdk";
import { z } from "zod";

const input = z.object({
  records: z.int().min(0),
  /** `steps`: each record is a step that is durable before the next one; else log and progress lines. */
  mode: z.enum(["gathered", "steps"]),
  filler: z.string(),
});

const file = process.env["RUNS_FILE"] ?? "/dev/null";

/** Does nothing but put its records down, and notes when its first and its last line ran. */
export const bench = defineJob({
  type: "bench",
  input,
  async run({ records, mode }, ctx) {
    const startMs = monotonicMs();
    for (let record = 1; record <= records; record += 1) {
      if (mode === "steps") await ctx.step(`step ${record}`, () => record);
      else if (record % 2 === 0) ctx.progress(record, records);
      else ctx.log(`record ${record}`);
    }
    note(ctx, startMs, monotonicMs());
  },
});

function note({ job, attempt, fence }: JobContext, startMs: number, endMs: number): void {
  const run = { jobId: job.jobId, lockKey: job.lockKey, pid: process.pid, attempt, fence, startMs, endMs };
  appendFileSync(file, `${JSON.stringify(run)}\n`);
}

/** On the clock that all processes of a machine share. */
function monotonicMs(): number {
  return Number(process.hrtime.bigint()) / 1e6;
}
