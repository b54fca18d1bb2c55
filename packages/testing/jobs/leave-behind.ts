import { execFileSync, execSync, spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { identifyProcess } from "@baton/runtime";
import { defineJob, type JobContext } from "@baton/sdk";
import { z } from "zod";

type Way = (pidFile: string, ctx: JobContext) => Promise<void> | void;

/** A shell with a child of its own; both write their pids down. */
const script = `sleep 600 & echo "$!" >> "$PIDS"; echo "$$" >> "$PIDS"; wait`;

const ways = {
  /** Takes its time beside a process of its own; the next attempt has none. */
  beside: async (pidFile, ctx) => {
    if (ctx.attempt === 1) start(pidFile);
    await ctx.sleep(60_000);
  },
  /** Is done, and its process is not. */
  returned: (pidFile) => start(pidFile),
  /** Its thread crashes in the same turn. */
  exited: (pidFile) => {
    start(pidFile);
    process.exit(7);
  },
  /** Its thread waits for a process and heeds nothing else; and when that one is ended, for the next. */
  awaited: (pidFile) => {
    for (;;) {
      try {
        execSync(script, { stdio: "ignore", env: { ...process.env, PIDS: pidFile } });
      } catch {
        // Once more.
      }
    }
  },
  /** Its thread is in a system call that never returns. */
  stuck: (pidFile, ctx) => {
    // Only once: the job's next attempt returns.
    if (ctx.attempt > 1) return;
    const pipe = join(pidFile, `../pipe-${ctx.job.jobId}`);
    execFileSync("mkfifo", [pipe]);
    readFileSync(pipe);
  },
} satisfies Record<string, Way>;

const input = z.object({
  pidFile: z.string(),
  way: z.enum(Object.keys(ways) as (keyof typeof ways)[]).default("beside"),
});

/** Starts processes of its own, notes their pids, and does not end them. */
export const leaveBehind = defineJob({
  type: "leave-behind",
  input,
  async run({ pidFile, way }, ctx) {
    await ways[way](pidFile, ctx);
  },
});

/** Tells which of the processes that other jobs have left behind are still there. */
export const lookBehind = defineJob({
  type: "look-behind",
  input: z.object({ pidFile: z.string() }),
  run: ({ pidFile }) => ({
    known: pidsIn(pidFile).length,
    alive: pidsIn(pidFile).filter((pid) => identifyProcess(pid)),
  }),
});

function start(pidFile: string): void {
  spawn("sh", ["-c", script], { stdio: "ignore", env: { ...process.env, PIDS: pidFile } });
  // Without a turn of the event loop, so that nothing is told of it before.
  while (pidsIn(pidFile).length < 2);
}

function pidsIn(pidFile: string): number[] {
  return existsSync(pidFile) ? readFileSync(pidFile, "utf8").trim().split("\n").map(Number) : [];
}
