import { createInterface } from "node:readline/promises";
import { appEnvironment, type RunFile } from "@baton/runtime";
import { ConsoleProcess } from "./console-process.ts";
import type { StartOptions } from "./options.ts";
import type { Screen } from "./screen.ts";

/** What a second `npm start` does: says where the first one is, and offers the console on it. @returns exit code */
export async function alreadyRunning(running: RunFile, options: StartOptions, screen: Screen): Promise<number> {
  const where = running.dashboardUrl ?? "(starting)";
  screen.say(`Baton is already running at ${where} (process ${running.owner.pid}, since ${running.startedAt}).`);
  if (options.fresh) {
    screen.say("--fresh needs it stopped first.");
    return 1;
  }
  if (!options.console || !running.amqpUrl || !process.stdin.isTTY || !process.stdout.isTTY) return 0;
  if (!(await agreed("Open the console on it? [Y/n] "))) return 0;
  // Ctrl-C is the console's to handle.
  process.on("SIGINT", () => undefined);
  const { code } = await ConsoleProcess.start(appEnvironment()).exited;
  return code ?? 1;
}

async function agreed(question: string): Promise<boolean> {
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  terminal.on("SIGINT", () => process.exit(130));
  const answer = await terminal.question(question);
  terminal.close();
  return !/^n/i.test(answer.trim());
}
