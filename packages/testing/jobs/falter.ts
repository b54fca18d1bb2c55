import { defineJob, NonRetryableError, RetryAfterError } from "@baton/sdk";
import { z } from "zod";

const input = z.object({
  /** So many attempts fail, then one succeeds. */
  failures: z.int().min(0).default(100),
  way: z.enum(["throw", "for-good", "retry-after", "hang"]).default("throw"),
  retryAfterMs: z.int().min(0).default(0),
});

/** Fails as often as it is told to, after a step; its result says in which attempt that step ran. */
export const falter = defineJob({
  type: "falter",
  input,
  retry: { maxAttempts: 4, backoff: { initialMs: 200, factor: 1 } },
  async run({ failures, way, retryAfterMs }, ctx) {
    const stepRanIn = await ctx.step("once", () => ctx.attempt);
    if (ctx.attempt > failures) return { stepRanIn };
    const reason = `attempt ${ctx.attempt} falters`;
    switch (way) {
      case "throw":
        throw new Error(reason);
      case "for-good":
        throw new NonRetryableError(reason);
      case "retry-after":
        throw new RetryAfterError(reason, retryAfterMs);
      case "hang":
        await ctx.sleep(600_000);
    }
    return { stepRanIn };
  },
});
