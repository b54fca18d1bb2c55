import type { Logger } from "@baton/runtime";
import type { Inbox, WaitingRow } from "@baton/store";
import type { WaitingLine } from "./waiting-line.ts";

/** The inbox rows of jobs that have ended: removed behind the work, as many together as there are. */
export class FinishedRows {
  readonly #inbox: Inbox;
  readonly #line: WaitingLine;
  readonly #logger: Logger;
  #rows: WaitingRow[] = [];
  #removing: Promise<void> | undefined;

  constructor(inbox: Inbox, line: WaitingLine, logger: Logger) {
    this.#inbox = inbox;
    this.#line = line;
    this.#logger = logger;
  }

  add(row: WaitingRow): void {
    this.#rows.push(row);
    this.#removing ??= this.#removeAll();
  }

  /** Resolves when all are gone, or could not be removed. */
  async removed(): Promise<void> {
    await this.#removing;
  }

  async #removeAll(): Promise<void> {
    // What has become visible together goes together.
    await new Promise((resolve) => setImmediate(resolve));
    while (this.#rows.length > 0) {
      const rows = this.#rows.filter((row) => !this.#line.isSuperseded(row));
      this.#rows = [];
      try {
        this.#line.removed(rows, await this.#inbox.remove(rows, this.#line.arrivals));
      } catch (err) {
        this.#logger.warn({ err, rows: rows.length }, "Inbox rows not removed; the next look removes them");
      }
    }
    // In the same turn as the last look: nothing can be added in between and be left lying.
    this.#removing = undefined;
  }
}
