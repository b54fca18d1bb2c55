import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, mkdirSync, openSync } from "node:fs";
import path from "node:path";
import { identifyProcess, type ProcessIdentity } from "@baton/runtime";
import { stopInOrder, type WatchedProcess } from "./stop-in-order.ts";

export type CaretakerOptions = {
  logFile: string;
  /** Removed when all is stopped, if it still names this process as its owner. */
  runFile?: string;
  /** Called for the first caretaker and for each one that replaces it. */
  onStarted?: (identity: ProcessIdentity) => void;
};

/**
 * Knows every process that we have started, and tells a small process of its own session, which stops them in
 * order when we die without a word (kill -9, a crash). States: watching → stopping → dismissed. A caretaker
 * process that is killed is replaced.
 */
export class Caretaker {
  readonly #options: CaretakerOptions;
  readonly #watched: WatchedProcess[] = [];
  #child: ChildProcess;
  #stopping = false;
  #dismissed = false;

  private constructor(options: CaretakerOptions) {
    this.#options = options;
    this.#child = this.#spawn();
  }

  static start(options: CaretakerOptions): Caretaker {
    return new Caretaker(options);
  }

  /** All that was started so far, running or not. */
  get watched(): readonly WatchedProcess[] {
    return this.#watched;
  }

  watch(process: WatchedProcess): void {
    this.#watched.push(process);
    this.#tell({ kind: "watch", process });
  }

  /** True once `stopAll` was called: nothing may be started any more. */
  get stopping(): boolean {
    return this.#stopping;
  }

  /** Stops everything in order; see `stopInOrder`. */
  async stopAll(hurry?: AbortSignal): Promise<void> {
    this.#stopping = true;
    await stopInOrder(this.#watched, hurry);
    await this.#dismiss();
  }

  async #dismiss(): Promise<void> {
    this.#dismissed = true;
    const gone =
      this.#child.exitCode === null && this.#child.signalCode === null ? once(this.#child, "exit") : undefined;
    this.#tell({ kind: "dismiss" });
    await gone;
  }

  #spawn(): ChildProcess {
    mkdirSync(path.dirname(this.#options.logFile), { recursive: true });
    const log = openSync(this.#options.logFile, "a");
    const args = [path.join(import.meta.dirname, "caretaker-main.ts"), this.#options.runFile ?? ""];
    const child = spawn(process.execPath, args, { detached: true, stdio: ["ignore", log, log, "ipc"] });
    closeSync(log);
    child.on("error", () => undefined);
    child.once("exit", () => {
      if (!this.#dismissed) this.#replace();
    });
    const identity = child.pid === undefined ? undefined : identifyProcess(child.pid);
    if (identity) this.#options.onStarted?.(identity);
    return child;
  }

  #replace(): void {
    this.#child = this.#spawn();
    for (const process of this.#watched) this.#tell({ kind: "watch", process });
  }

  // A caretaker that is just dying gets no message; its replacement is told everything.
  #tell(message: object): void {
    if (this.#child.connected) this.#child.send(message, () => undefined);
  }
}
