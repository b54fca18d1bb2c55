import type { ChildProcess } from "node:child_process";
import { subscribe } from "node:diagnostics_channel";
import { readlinkSync } from "node:fs";
import type { FromThread } from "./thread-protocol.ts";

/**
 * Inside a job thread: tells of each process that job code starts, in whatever way, and of its end.
 * @see https://nodejs.org/docs/latest-v24.x/api/diagnostics_channel.html#process
 */
export function watchSpawns(send: (message: FromThread) => void): void {
  const untold = new Set<ChildProcess>();
  const tell = (child: ChildProcess) => {
    if (!untold.delete(child) || child.pid === undefined) return;
    const { pid } = child;
    send({ kind: "spawned", pid });
    child.once("exit", () => send({ kind: "spawn-over", pid }));
  };
  subscribe("child_process", (message) => {
    const { process: child } = message as { process: ChildProcess };
    untold.add(child);
    child.once("spawn", () => tell(child));
    child.once("error", () => untold.delete(child));
  });
  // Code that starts a process and ends its thread in the same turn.
  process.once("exit", () => {
    for (const child of untold) tell(child);
  });
}

/** This thread's folder below /proc; undefined where there is none. */
export function ownTask(): string | undefined {
  try {
    return readlinkSync("/proc/thread-self");
  } catch {
    return undefined;
  }
}
