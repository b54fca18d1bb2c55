import { type ChildProcess, spawn } from "node:child_process";
import { EventEmitter, once } from "node:events";
import { closeSync, mkdirSync, openSync } from "node:fs";
import path from "node:path";
import { type Environment, identifyProcess } from "@baton/runtime";
import type { Caretaker } from "./caretaker.ts";
import { type Role, stopInOrder, type WatchedProcess } from "./stop-in-order.ts";

export type ProcessSpec = {
  name: string;
  role: Role;
  command: string;
  args: readonly string[];
  env: Environment;
  /** Receives what the process prints. */
  logFile: string;
  /** How long it may take to stop before it is killed. */
  graceMs: number;
  /** Opens a message channel; its end tells the process that we are gone. */
  ipc?: boolean;
  caretaker?: Caretaker | undefined;
};

export type Exit = { code: number | null; signal: NodeJS.Signals | null };

/**
 * A process that we started: in a session of its own, so that Ctrl-C in our terminal does not reach it, and
 * known to the caretaker, so that it does not outlive us.
 */
export class OwnedProcess {
  readonly watched: WatchedProcess;
  /** Resolves when the process is gone. */
  readonly exited: Promise<Exit>;
  readonly #messages = new EventEmitter<{ message: [unknown] }>();

  private constructor(child: ChildProcess, watched: WatchedProcess) {
    this.watched = watched;
    this.exited = new Promise((resolve) => child.once("exit", (code, signal) => resolve({ code, signal })));
    child.on("message", (message) => this.#messages.emit("message", message));
    // A message to a process that has just ended is lost; its exit is what counts.
    child.on("error", () => undefined);
  }

  /** @throws when the program cannot be started at all, or everything is being stopped. */
  static async start(spec: ProcessSpec): Promise<OwnedProcess> {
    if (spec.caretaker?.stopping) throw new Error(`${spec.name} is not started: everything is being stopped`);
    mkdirSync(path.dirname(spec.logFile), { recursive: true });
    const log = openSync(spec.logFile, "a");
    const child = spawn(spec.command, spec.args, {
      detached: true,
      env: spec.env,
      stdio: ["ignore", log, log, spec.ipc ? "ipc" : "ignore"],
    });
    closeSync(log);
    const identity = child.pid === undefined ? undefined : identifyProcess(child.pid);
    if (!identity) {
      const [reason] = await once(child, child.pid === undefined ? "error" : "exit");
      throw new Error(`${spec.name} could not be started: ${reason instanceof Error ? reason.message : reason}`);
    }
    const watched = { name: spec.name, role: spec.role, identity, graceMs: spec.graceMs };
    spec.caretaker?.watch(watched);
    return new OwnedProcess(child, watched);
  }

  get pid(): number {
    return this.watched.identity.pid;
  }

  onMessage(listener: (message: unknown) => void): void {
    this.#messages.on("message", listener);
  }

  /** Waits for a message that `pick` accepts; undefined when the process ended first. */
  async message<T>(pick: (message: unknown) => T | undefined): Promise<T | undefined> {
    const { promise, resolve } = Promise.withResolvers<T | undefined>();
    this.onMessage((message) => {
      const picked = pick(message);
      if (picked !== undefined) resolve(picked);
    });
    void this.exited.then(() => resolve(undefined));
    return promise;
  }

  /** Ends it with SIGTERM, and by force after its grace. */
  async stop(): Promise<void> {
    await stopInOrder([this.watched]);
    await this.exited;
  }
}
