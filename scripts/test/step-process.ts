import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { cloneFolder, type Environment } from "@baton/runtime";

/** Runs the tools of the steps, one at a time, with their output going to ours. */
export class StepProcess {
  #child: ChildProcess | undefined;
  #ended = false;

  /** @returns whether it ended with exit code 0. */
  async run(command: string, args: readonly string[], env: Environment): Promise<boolean> {
    if (this.#ended) return false;
    const child = spawn(command, args, { cwd: cloneFolder, env, stdio: ["ignore", "inherit", "inherit"] });
    this.#child = child;
    const code = await new Promise<number | null>((resolve) => {
      child.once("error", (err) => {
        console.error(`${command} could not be started: ${err.message}`);
        resolve(1);
      });
      child.once("exit", resolve);
    });
    this.#child = undefined;
    return code === 0;
  }

  /** Runs a tool that npm has installed, with our own Node. */
  runTool(script: string, args: readonly string[], env: Environment): Promise<boolean> {
    return this.run(process.execPath, [path.join(cloneFolder, "node_modules", script), ...args], env);
  }

  /** Ends what runs, and lets nothing begin after it. Resolves when it has ended. */
  async end(signal: NodeJS.Signals): Promise<void> {
    this.#ended = true;
    const child = this.#child;
    if (!child?.kill(signal)) return;
    await once(child, "exit");
  }
}
