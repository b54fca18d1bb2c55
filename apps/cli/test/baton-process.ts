import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { cloneFolder } from "@baton/runtime";

export type BatonRun = { code: number; out: string; err: string };

export const batonMain = join(cloneFolder, "apps/cli/src/main.ts");

/** Runs the command line as a process of its own, with exactly this environment. */
export function baton(env: Record<string, string>, ...args: string[]): Promise<BatonRun> {
  return batonWith("", env, ...args);
}

/** The same with something on its standard input. */
export async function batonWith(input: string, env: Record<string, string>, ...args: string[]): Promise<BatonRun> {
  const child = spawn(process.execPath, [batonMain, ...args], {
    env: { PATH: process.env["PATH"] ?? "", BATON_ENV_FILE: "none.env", ...env },
  });
  // It may end before it has read anything.
  child.stdin.on("error", () => undefined).end(input);
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
