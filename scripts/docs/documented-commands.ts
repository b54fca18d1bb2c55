import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { blocksOf, documents } from "./pages.ts";

/** A command of a fenced `sh` block, as a shell understands it: its words, and the page that it stands on. */
export type DocumentedCommand = { file: string; words: string[] };

/** What the documents call. Whoever adds one says in `documented-commands.test.ts` how it is checked. */
export const programs = ["npm", "curl", "openssl", "cp", "cat", "git", "pkill", "docker", "kubectl", "az"] as const;

const endOfCommand = "\u001e";

/** Every command of every page, in their order. */
export function documentedCommands(): DocumentedCommand[] {
  return documents().flatMap((page) =>
    blocksOf(page, "sh").flatMap((block) => commandsOf(block, page.file).map((words) => ({ file: page.file, words }))),
  );
}

/**
 * The commands of a block of shell. The shell itself tells them: each program is a function that only tells its words,
 * and there is nothing else on its path, so nothing runs.
 * @throws {Error} for a block that is no shell, or that calls another program.
 */
export function commandsOf(block: string, file: string): string[][] {
  const functions = programs.map((name) => `${name}() { printf '%s\\0' ${name} "$@" $'\\x1e' >&3; }`);
  const script = ["PATH=/nowhere", "set -e", ...functions, block].join("\n");
  // What a block writes into a file lands here.
  const cwd = mkdtempSync(path.join(tmpdir(), "baton-docs-"));
  const { status, stderr, output } = spawnSync("bash", ["--noprofile", "--norc", "-c", script], {
    cwd,
    stdio: ["ignore", "ignore", "pipe", "pipe"],
    encoding: "utf8",
  });
  rmSync(cwd, { recursive: true });
  if (status !== 0) throw new Error(`${file}: a block of shell that nobody could run: ${stderr}\n${block}`);
  const words = (output[3] ?? "").split("\0").slice(0, -1);
  const commands: string[][] = [[]];
  for (const word of words) {
    if (word === endOfCommand) commands.push([]);
    else commands.at(-1)?.push(word);
  }
  return commands.slice(0, -1);
}
