import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import type { TimedRun } from "@baton/harness";
import { monotonicMs } from "./monotonic.ts";
import { median } from "./percentiles.ts";

/** Megabytes of resident memory of one working child. */
export type ChildMemory = { pid: number; jobs: number; atJob200?: number; atJob1000?: number; idleMb: number };

type Sample = { atMs: number; mb: number };
const everyMs = 250;

/** Looks at the memory of processes while they work. */
export class MemoryWatch {
  readonly #samples = new Map<number, Sample[]>();
  readonly #timer: NodeJS.Timeout;

  constructor(pids: readonly number[]) {
    for (const pid of pids) this.#samples.set(pid, []);
    this.#timer = setInterval(() => this.#look(), everyMs);
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  /** @param runs of all jobs, the warm-up's too */
  children(runs: readonly TimedRun[]): ChildMemory[] {
    return [...this.#samples].map(([pid, samples]) => {
      const ends = runs
        .filter((run) => run.pid === pid)
        .map((run) => run.endMs)
        .sort((one, other) => one - other);
      const after = (job: number) => memoryAfter(samples, ends[job - 1]);
      const [atJob200, atJob1000] = [after(200), after(1000)];
      return {
        pid,
        jobs: ends.length,
        ...(atJob200 === undefined ? {} : { atJob200 }),
        ...(atJob1000 === undefined ? {} : { atJob1000 }),
        idleMb: samples.at(-1)?.mb ?? Number.NaN,
      };
    });
  }

  #look(): void {
    for (const [pid, samples] of this.#samples) {
      const mb = residentMb(pid);
      if (mb !== undefined) samples.push({ atMs: monotonicMs(), mb });
    }
  }
}

/** The median of the next second: one look alone may be right before or after a collection. */
function memoryAfter(samples: readonly Sample[], ms: number | undefined): number | undefined {
  if (ms === undefined) return undefined;
  return median(samples.filter(({ atMs }) => atMs >= ms && atMs < ms + 1000 + everyMs).map(({ mb }) => mb));
}

/** Megabytes; undefined when there is no such process. */
export function residentMb(pid: number): number | undefined {
  try {
    return residentKb(pid) / 1024;
  } catch {
    return undefined;
  }
}

function residentKb(pid: number): number {
  if (process.platform !== "linux") {
    return Number(execFileSync("ps", ["-o", "rss=", "-p", String(pid)], { encoding: "utf8" }));
  }
  const status = readFileSync(`/proc/${pid}/status`, "utf8");
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1] ?? Number.NaN);
}
