import { execFile } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { promisify } from "node:util";
import { identifyProcess, pause } from "@baton/runtime";

type ChildrenOf = (pid: number) => number[];

const goneLimitMs = 500;
const goneEveryMs = 10;

/**
 * Ends processes and all that they have started. Each is stopped before its children are looked up, so that
 * none can start another unseen; resolves when all are gone, at the latest after half a second.
 */
export async function endTrees(roots: number[]): Promise<void> {
  const stopped = new Set<number>();
  let found = roots;
  while (found.length > 0) {
    for (const pid of found) {
      signal(pid, "SIGSTOP");
      stopped.add(pid);
    }
    const childrenOf = await processTable();
    found = [...stopped].flatMap(childrenOf).filter((pid) => !stopped.has(pid));
  }
  for (const pid of stopped) signal(pid, "SIGKILL");
  await allGone([...stopped]);
}

export async function childrenOfThisProcess(): Promise<Set<number>> {
  const childrenOf = await processTable();
  return new Set(childrenOf(process.pid));
}

/** The processes that one thread of this process has started; `task` is its folder below /proc (Linux). */
export function childrenOfTask(task: string): number[] {
  try {
    return numbers(readFileSync(`/proc/${task}/children`, "latin1"));
  } catch {
    // The thread has exited.
    return [];
  }
}

async function processTable(): Promise<ChildrenOf> {
  return process.platform === "linux" ? childrenByProc : childrenByPs();
}

function childrenByProc(pid: number): number[] {
  try {
    return readdirSync(`/proc/${pid}/task`).flatMap((task) => childrenOfTask(`${pid}/task/${task}`));
  } catch {
    return [];
  }
}

async function childrenByPs(): Promise<ChildrenOf> {
  const { stdout } = await promisify(execFile)("ps", ["-A", "-o", "pid=,ppid="]);
  const rows = stdout.split("\n").map(numbers);
  return (pid) => rows.flatMap(([child, parent]) => (child !== undefined && parent === pid ? [child] : []));
}

async function allGone(pids: number[]): Promise<void> {
  const deadline = performance.now() + goneLimitMs;
  // A zombie does nothing any more and counts as gone.
  while (pids.some((pid) => identifyProcess(pid)) && performance.now() < deadline) await pause(goneEveryMs);
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // It has ended by itself.
  }
}

function numbers(text: string): number[] {
  return text.split(/\s+/).filter(Boolean).map(Number);
}
