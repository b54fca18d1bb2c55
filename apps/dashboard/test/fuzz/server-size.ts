import { readdirSync, readFileSync } from "node:fs";

/** What a process takes: memory in MiB, and how many files and sockets it has open. */
export type ServerSize = { memoryMib: number; handles: number };

/** From Linux's /proc; undefined on other systems. */
export function sizeOf(pid: number): ServerSize | undefined {
  if (process.platform !== "linux") return undefined;
  const kib = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1];
  return { memoryMib: Number(kib) / 1024, handles: readdirSync(`/proc/${pid}/fd`).length };
}
