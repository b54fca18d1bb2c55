import { existsSync, readFileSync } from "node:fs";
import type { ThreadNote } from "@baton/harness";

/** A line that the `probe` job wrote. */
export type ProbeLine = ThreadNote;

export function readProbe(file: string): ProbeLine[] {
  // The first job makes it.
  if (!existsSync(file)) return [];
  return readFileSync(file, "utf8")
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as ProbeLine);
}
