import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { z } from "zod";
import { stopInOrder, type WatchedProcess, watchedProcessSchema } from "./stop-in-order.ts";

/**
 * Notes in a data folder which processes work on it. Two brokers, or two Azurites, on one folder would ruin
 * it; so before one starts, what a killed system left running there is ended.
 */
export class Leftovers {
  readonly #file: string;

  constructor(folder: string) {
    this.#file = path.join(folder, "processes.json");
  }

  /** Ends them in order, and waits. */
  async end(): Promise<void> {
    await stopInOrder(this.#read());
    rmSync(this.#file, { force: true });
  }

  note(processes: readonly WatchedProcess[]): void {
    mkdirSync(path.dirname(this.#file), { recursive: true });
    writeFileSync(this.#file, JSON.stringify(processes));
  }

  #read(): WatchedProcess[] {
    try {
      return z.array(watchedProcessSchema).parse(JSON.parse(readFileSync(this.#file, "utf8")));
    } catch {
      return [];
    }
  }
}
