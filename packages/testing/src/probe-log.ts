import { readFileSync } from "node:fs";

/** A line that the `probe` job wrote from inside its thread; times are of the clock that all processes share. */
export type ProbeLine = {
  jobId: string;
  event: "start" | "step" | "end";
  step?: string;
  fence: number;
  attempt: number;
  atMs: number;
};

export function readProbe(file: string): ProbeLine[] {
  return readFileSync(file, "utf8")
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as ProbeLine);
}
