import { defineJob } from "@baton/sdk";
import { z } from "zod";

/** Its step and the job itself have results that are too large for a row. */
export const large = defineJob({
  type: "large",
  input: z.object({ chars: z.int().default(40_000) }),
  async run({ chars }, ctx) {
    await ctx.step("large", () => "s".repeat(chars));
    return "r".repeat(chars);
  },
});
