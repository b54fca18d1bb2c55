import { defineJob } from "@baton/sdk";
import { z } from "zod";

const ways = {
  /** An exception that nothing waits for. */
  throwLater: () => {
    setTimeout(() => {
      throw new Error("thrown from a timer");
    }, 10);
  },
  /** Not even an error. */
  throwNothing: () => {
    setTimeout(() => {
      throw null;
    }, 10);
  },
  /** A message that is too long, with a character that would be cut in half. */
  throwAtLength: () => {
    throw new Error(`${"x".repeat(998)}${"🚆".repeat(20_000)}`);
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

/** Says more than the record can take down while it says it. */
export const flood = defineJob({
  type: "flood",
  input: z.object({ lines: z.int() }),
  run({ lines }, ctx) {
    for (let line = 1; line <= lines; line += 1) ctx.log(`line ${line}`);
    return { lines };
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
