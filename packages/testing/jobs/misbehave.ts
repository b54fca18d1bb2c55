import { defineJob } from "@baton/sdk";
import { z } from "zod";

const ways = {
  /** An exception that nothing waits for. */
  throwLater: () => {
    setTimeout(() => {
      throw new Error("thrown from a timer");
    }, 10);
  },
  rejectUnseen: () => {
    void Promise.reject(new Error("rejected unseen"));
  },
  exit: () => process.exit(7),
  exhaustMemory: () => {
    const hoard: number[][] = [];
    for (;;) hoard.push(new Array(100_000).fill(hoard.length));
  },
  loop: () => {
    for (;;);
  },
} as const;

/** Job code at its worst. */
export const misbehave = defineJob({
  type: "misbehave",
  input: z.object({ way: z.enum(Object.keys(ways) as (keyof typeof ways)[]) }),
  async run({ way }, ctx) {
    await ctx.step("before", () => "recorded");
    ways[way]();
    await ctx.sleep(60_000);
  },
});

/** Leaves a timer behind that goes on to speak after the job's end. */
export const haunt = defineJob({
  type: "haunt",
  input: z.object({}),
  run(_input, ctx) {
    setInterval(() => ctx.log("from beyond"), 1);
  },
});
