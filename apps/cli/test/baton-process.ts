import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { cloneFolder } from "@baton/runtime";

export type BatonRun = { code: number; out: string; err: string };

/** Runs the command line as a process of its own, with exactly this environment. */
export async function baton(env: Record<string, string>, ...args: string[]): Promise<BatonRun> {
  const child = spawn(process.execPath, [join(cloneFolder, "apps/cli/src/main.ts"), ...args], {
    env: { PATH: process.env["PATH"] ?? "", BATON_ENV_FILE: "none.env", ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const run = { out: "", err: "" };
  child.stdout.on("data", (data) => {
    run.out += data;
  });
  child.stderr.on("data", (data) => {
    run.err += data;
  });
  const [code] = await once(child, "close");
  return { code, ...run };
}
