import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { z } from "zod";

/**
 * A process, told apart from a later one that got the same pid. `bornAt` is the system's own note of when the
 * process began: an opaque text, to be compared only.
 */
export const processIdentitySchema = z.object({ pid: z.int().min(1), bornAt: z.string() });
export type ProcessIdentity = z.infer<typeof processIdentitySchema>;

/** @returns undefined when no such process runs; a zombie counts as gone. */
export function identifyProcess(pid: number): ProcessIdentity | undefined {
  const bornAt = process.platform === "linux" ? bornAtByProc(pid) : bornAtByPs(pid);
  return bornAt === undefined ? undefined : { pid, bornAt };
}

export function isAlive(identity: ProcessIdentity): boolean {
  return identifyProcess(identity.pid)?.bornAt === identity.bornAt;
}

/** Sends a signal; false when the process is gone already. */
export function signalProcess(identity: ProcessIdentity, signal: NodeJS.Signals): boolean {
  if (!isAlive(identity)) return false;
  try {
    return process.kill(identity.pid, signal);
  } catch {
    return false;
  }
}

// See proc_pid_stat(5): the name in brackets may hold anything, so fields are counted from behind its end.
function bornAtByProc(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "latin1");
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return fields[0] === "Z" || fields[0] === "X" ? undefined : fields[19];
  } catch {
    return undefined;
  }
}

function bornAtByPs(pid: number): string | undefined {
  try {
    const line = execFileSync("ps", ["-o", "stat=,lstart=", "-p", String(pid)], {
      encoding: "utf8",
      env: { ...process.env, LC_ALL: "C" },
      stdio: ["ignore", "pipe", "ignore"],
    }).trim();
    return line === "" || line.startsWith("Z") ? undefined : line.replace(/^\S+\s+/, "");
  } catch {
    return undefined;
  }
}
