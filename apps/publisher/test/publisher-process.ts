import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { cloneFolder } from "@baton/runtime";

export const publisherMain = join(cloneFolder, "apps/publisher/src/main.ts");

export type PublisherRun = { exitCode: number | null; lines: string[]; errors: string };

/** Runs the publisher with flags, without a terminal, to its end. */
export async function publisher(env: Record<string, string>, args: string[], stdin = ""): Promise<PublisherRun> {
  const child = spawn(process.execPath, [publisherMain, ...args], { env: { ...process.env, ...env } });
  let output = "";
  let errors = "";
  child.stdout.on("data", (chunk) => {
    output += chunk;
  });
  child.stderr.on("data", (chunk) => {
    errors += chunk;
  });
  child.stdin.end(stdin);
  const [exitCode] = await once(child, "close");
  return { exitCode, lines: output.split("\n").filter((line) => line !== ""), errors };
}
