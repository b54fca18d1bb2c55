import { closeSync, existsSync, openSync, readSync } from "node:fs";

const bufferBytes = 1 << 16;

/** A file of JSON lines that other processes append to, read as it grows. */
export class GrowingFile<Line> {
  readonly path: string;
  readonly #lines: Line[] = [];
  #offset = 0;
  #rest = "";

  constructor(path: string) {
    this.path = path;
  }

  /** Takes in what has been added. @returns all lines so far */
  read(): readonly Line[] {
    if (!existsSync(this.path)) return this.#lines;
    const file = openSync(this.path, "r");
    try {
      this.#readFrom(file);
    } finally {
      closeSync(file);
    }
    return this.#lines;
  }

  #readFrom(file: number): void {
    const buffer = Buffer.alloc(bufferBytes);
    for (;;) {
      const length = readSync(file, buffer, 0, buffer.length, this.#offset);
      if (length === 0) return;
      this.#offset += length;
      const lines = (this.#rest + buffer.toString("latin1", 0, length)).split("\n");
      // The last one may not have been written to its end yet.
      this.#rest = lines.pop() ?? "";
      this.#lines.push(...lines.map((line) => JSON.parse(line) as Line));
    }
  }
}
