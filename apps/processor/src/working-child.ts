import { type ChildProcess, spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { HeldLease } from "@baton/lease";
import { type Environment, pause } from "@baton/runtime";
import type { FromChild, ParentSecrets, ToChild } from "./parent-protocol.ts";

/** `failure`: there was never a process. */
export type ChildExit = { code: number | null; signal: NodeJS.Signals | null; failure?: Error };

export type WorkingChildOptions = {
  env: Environment;
  secrets: ParentSecrets;
  /** Receives what is meant for our own supervisor. */
  pass: (message: FromChild) => void;
};

const script = fileURLToPath(new URL("./child.ts", import.meta.url));
/**
 * A worker runs for months beside others: it gives memory back sooner, for all its threads, than the engine does by
 * itself. By how much: `npm run bench`, memory at job 200 and at job 1,000.
 */
const memoryFlags = ["--max-semi-space-size=8", "--heap-growing-percent=25"];

const groupPollMs = 10;
const groupLimitMs = 2000;

/**
 * One run of the child that does the work. It leads a process group of its own, to which everything belongs
 * that its job code starts, and tells of each lease before it asks for it.
 */
export class WorkingChild {
  readonly exited: Promise<ChildExit>;
  readonly #process: ChildProcess;
  readonly #leases = new Map<string, HeldLease>();

  constructor({ env, secrets, pass }: WorkingChildOptions) {
    this.#process = spawn(process.execPath, [...memoryFlags, script], {
      detached: true,
      env,
      stdio: ["ignore", "inherit", "inherit", "ipc"],
    });
    this.exited = this.#exit();
    this.#process.on("message", (message: FromChild) => this.#receive(message, pass));
    this.#send({ kind: "secrets", ...secrets });
  }

  /** The leases that it may hold. */
  get leases(): HeldLease[] {
    return [...this.#leases.values()];
  }

  setLogLevel(level: string): void {
    this.#send({ kind: "log-level", level });
  }

  signal(signal: NodeJS.Signals): void {
    this.#process.kill(signal);
  }

  /** After the child's end: ends what its job code has started and waits until none of it is left. */
  async endGroup(): Promise<void> {
    // The bound is for zombies that nobody reaps, as in a container without an init: they do nothing any more.
    const deadline = performance.now() + groupLimitMs;
    while (this.#killGroup() && performance.now() < deadline) await pause(groupPollMs);
  }

  #exit(): Promise<ChildExit> {
    return new Promise((resolve) => {
      this.#process.once("exit", (code, signal) => resolve({ code, signal }));
      this.#process.on("error", (failure) => {
        // Otherwise it is about a message to a child that has just died, which is lost, as it should be.
        if (this.#process.pid === undefined) resolve({ code: null, signal: null, failure });
      });
    });
  }

  #killGroup(): boolean {
    const { pid } = this.#process;
    // Group 0 would be our own.
    if (pid === undefined) return false;
    try {
      process.kill(-pid, "SIGKILL");
      return true;
    } catch {
      // There is no such group any more.
      return false;
    }
  }

  #receive(message: FromChild, pass: (message: FromChild) => void): void {
    switch (message.kind) {
      case "lease":
        this.#leases.set(message.lease.leaseId, message.lease);
        this.#send({ kind: "lease-noted", leaseId: message.lease.leaseId });
        break;
      case "lease-over":
        this.#leases.delete(message.leaseId);
        break;
      default:
        pass(message);
    }
  }

  #send(message: ToChild): void {
    if (this.#process.connected) this.#process.send(message);
  }
}
