import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, openSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { cloneFolder } from "@baton/runtime";
import { eventually } from "./eventually.ts";

/** A real app process of this clone: started, watched, and ended in whatever way a test wants. */
export class AppProcess {
  readonly name: string;
  readonly logFile: string;
  readonly #child: ChildProcess;
  #ready = false;

  constructor(name: string, script: string, env: NodeJS.ProcessEnv, folder: string) {
    this.name = name;
    this.logFile = join(folder, `${name}.log`);
    const log = openSync(this.logFile, "a");
    this.#child = spawn(process.execPath, [join(cloneFolder, script)], {
      env: { ...process.env, ...env },
      stdio: ["ignore", log, log, "ipc"],
    });
    closeSync(log);
    this.#child.on("message", (message: { kind?: string }) => {
      if (message.kind === "ready") this.#ready = true;
    });
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  get exitCode(): number | null {
    return this.#child.exitCode;
  }

  get log(): string {
    return readFileSync(this.logFile, "utf8");
  }

  async ready(): Promise<this> {
    await eventually(`${this.name} to be ready; its log:\n${this.log}`, () => {
      if (this.#child.exitCode !== null)
        throw new Error(`${this.name} exited with ${this.#child.exitCode}:\n${this.log}`);
      return this.#ready;
    });
    return this;
  }

  signal(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  /** As if its supervisor, which is this process, had died. */
  disconnect(): void {
    this.#child.disconnect();
  }

  /** Ends it and what it has started, without waiting for running jobs. */
  async stopNow(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const exited = once(this.#child, "exit");
    // The second SIGTERM is for what the first one lets go on.
    for (const signal of ["SIGCONT", "SIGTERM", "SIGTERM"] as const) this.#child.kill(signal);
    const timer = setTimeout(() => this.#child.kill("SIGKILL"), 5000);
    await exited;
    clearTimeout(timer);
  }

  /** Sends a signal and waits for the exit. */
  async end(signal: NodeJS.Signals = "SIGTERM"): Promise<number | null> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return this.#child.exitCode;
    const exited = once(this.#child, "exit");
    this.#child.kill(signal);
    // A stopped process takes no signal but SIGKILL until it goes on.
    if (signal !== "SIGKILL") this.#child.kill("SIGCONT");
    await exited;
    return this.#child.exitCode;
  }
}
