import { appendFileSync } from "node:fs";
import { defineJob, type JobContext, NonRetryableError } from "@baton/sdk";
import { z } from "zod";

const input = z.object({
  way: z.enum(["succeed", "fail", "refuse"]).default("succeed"),
  ms: z.int().min(0).default(0),
});
const circuit = { windowSize: 4, minimumAttempts: 3, failureRate: 0.5, openMs: 6000, probes: 2 };

async function run({ way, ms }: z.output<typeof input>, ctx: JobContext) {
  note(ctx);
  await ctx.sleep(ms);
  if (way === "fail") throw new Error("the other side is away");
  if (way === "refuse") throw new NonRetryableError("wrong in itself");
  return { way };
}

/** Whatever calls a service that may be away. */
export const guarded = defineJob({ type: "guarded", input, retry: { maxAttempts: 1 }, circuit, run });

/** The same, in strict order. */
export const guardedInOrder = defineJob({
  type: "guarded-in-order",
  input,
  retry: { maxAttempts: 1 },
  circuit: { ...circuit, minimumAttempts: 1, probes: 1 },
  onHeadFailure: "hold",
  run,
});

/** Once open it stays so for a whole test. */
export const guardedForLong = defineJob({
  type: "guarded-for-long",
  input,
  retry: { maxAttempts: 2, backoff: { initialMs: 0 } },
  circuit: { ...circuit, windowSize: 1, minimumAttempts: 1, openMs: 600_000 },
  run,
});

export const rated = defineJob({ type: "rated", input, rateLimit: { limit: 5, perMs: 1000 }, run });

export const ratedPerKey = defineJob({ type: "rated-per-key", input, keyRateLimit: { limit: 3, perMs: 1500 }, run });

function note({ job, fence, attempt }: JobContext): void {
  const atMs = Number(process.hrtime.bigint()) / 1e6;
  const line = { jobId: job.jobId, event: "start", fence, attempt, atMs };
  appendFileSync(process.env["PROBE_FILE"] ?? "/dev/null", `${JSON.stringify(line)}\n`);
}
