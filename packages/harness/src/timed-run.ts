import { closeSync, existsSync, openSync, readSync } from "node:fs";

/**
 * One run of a job's code, timed inside its thread on the clock that all processes of a machine share: from its
 * first line to its last one.
 */
export type TimedRun = {
  jobId: string;
  lockKey: string;
  /** The process of its thread. */
  pid: number;
  attempt: number;
  fence: number;
  startMs: number;
  endMs: number;
};

/** The file into which jobs write their runs, read as it grows. */
export class TimedRunFile {
  readonly path: string;
  readonly runs: TimedRun[] = [];
  #offset = 0;
  #rest = "";

  constructor(path: string) {
    this.path = path;
  }

  /** Takes in what has been added. @returns all runs so far */
  read(): TimedRun[] {
    if (!existsSync(this.path)) return this.runs;
    const file = openSync(this.path, "r");
    try {
      this.#readFrom(file);
    } finally {
      closeSync(file);
    }
    return this.runs;
  }

  #readFrom(file: number): void {
    const buffer = Buffer.alloc(1 << 16);
    for (let length = readSync(file, buffer, 0, buffer.length, this.#offset); length > 0; ) {
      this.#offset += length;
      const lines = (this.#rest + buffer.toString("latin1", 0, length)).split("\n");
      this.#rest = lines.pop() ?? "";
      this.runs.push(...lines.map((line) => JSON.parse(line) as TimedRun));
      length = readSync(file, buffer, 0, buffer.length, this.#offset);
    }
  }
}
