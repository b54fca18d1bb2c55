import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import path from "node:path";
import type { Caretaker, Exit } from "@baton/embedded";
import { cloneFolder, type Environment, identifyProcess } from "@baton/runtime";

const graceMs = 3000;

/** The publisher console in the foreground of our terminal. */
export class ConsoleProcess {
  readonly exited: Promise<Exit>;
  readonly #child: ChildProcess;

  private constructor(child: ChildProcess) {
    this.#child = child;
    child.on("error", () => undefined);
    this.exited = new Promise((resolve) => child.once("exit", (code, signal) => resolve({ code, signal })));
    void this.exited.then(({ code }) => {
      if (code !== 0) restoreTerminal();
    });
  }

  static start(env: Environment, caretaker?: Caretaker): ConsoleProcess {
    const main = path.join(cloneFolder, "apps/publisher/src/main.ts");
    const child = spawn(process.execPath, [main], { env, stdio: ["inherit", "inherit", "inherit", "ipc"] });
    const identity = child.pid === undefined ? undefined : identifyProcess(child.pid);
    if (identity) caretaker?.watch({ name: "console", role: "app", identity, graceMs });
    return new ConsoleProcess(child);
  }

  /** Shows a line above what the console shows. */
  show(line: string): void {
    if (this.#child.connected) this.#child.send({ kind: "notice", text: line }, () => undefined);
  }

  async stop(): Promise<void> {
    this.#child.kill("SIGTERM");
    const timer = setTimeout(() => this.#child.kill("SIGKILL"), graceMs);
    await this.exited;
    clearTimeout(timer);
  }
}

// A console that was killed leaves the terminal without echo and line ends.
function restoreTerminal(): void {
  spawnSync("stty", ["sane"], { stdio: ["inherit", "ignore", "ignore"] });
}
