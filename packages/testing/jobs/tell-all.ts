import { inspect } from "node:util";
import { defineJob } from "@baton/sdk";
import { z } from "zod";

/** Records, prints and returns what it was given; fails with it, when it is to. */
export const tellAll = defineJob({
  type: "tell-all",
  input: z.object({ fail: z.boolean().default(false) }).catchall(z.json()),
  retry: { maxAttempts: 1 },
  async run(input, ctx) {
    const { fail } = input;
    ctx.log("was given this", { input });
    ctx.log(`was given ${JSON.stringify(input)}`);
    process.stdout.write(`${inspect(input)}\n${JSON.stringify(input)}\n`);
    await ctx.step("tell", () => input);
    if (fail) throw new Error(`could not tell ${JSON.stringify(input)}`);
    return input;
  },
});
