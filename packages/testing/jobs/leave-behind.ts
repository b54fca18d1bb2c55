import { spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
import { defineJob } from "@baton/sdk";
import { z } from "zod";

/** Starts a process of its own, notes its pid, and then takes its time. */
export const leaveBehind = defineJob({
  type: "leave-behind",
  input: z.object({ pidFile: z.string() }),
  async run({ pidFile }, ctx) {
    const { pid } = spawn("sleep", ["600"], { stdio: "ignore" });
    if (ctx.attempt === 1) writeFileSync(pidFile, String(pid));
    await ctx.sleep(60_000);
  },
});
