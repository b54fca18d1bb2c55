import { appendFileSync } from "node:fs";
import { defineJob, type JobContext } from "@baton/sdk";
import { z } from "zod";

const input = z.object({
  records: z.int().min(0),
  /** `steps`: each record is a step that is durable before the next one; else nothing waits for them. */
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
      if (mode === "steps" || record % 3 === 0) await step(ctx, record, mode === "gathered");
      else if (record % 3 === 1) ctx.progress(record, records);
      else ctx.log(`record ${record}`);
    }
    note(ctx, startMs, monotonicMs());
  },
});

function step(ctx: JobContext, record: number, gather: boolean): Promise<number> {
  return ctx.step(`step ${record}`, () => record, { gather });
}

function note({ job, attempt, fence }: JobContext, startMs: number, endMs: number): void {
  const run = { jobId: job.jobId, lockKey: job.lockKey, pid: process.pid, attempt, fence, startMs, endMs };
  appendFileSync(file, `${JSON.stringify(run)}\n`);
}

/** On the clock that all processes of a machine share. */
function monotonicMs(): number {
  return Number(process.hrtime.bigint()) / 1e6;
}
