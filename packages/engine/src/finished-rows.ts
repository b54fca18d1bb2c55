import type { Logger } from "@baton/runtime";
import type { Inbox, InboxRow, WaitingRow } from "@baton/store";
import type { WaitingLine } from "./waiting-line.ts";

type Finished = {
  row: WaitingRow;
  /** Where it goes on. */
  to: InboxRow | undefined;
};

/**
 * The inbox rows of jobs that have ended, or that belong elsewhere in the inbox: taken out of the line behind the work,
 * as many together as there are.
 */
export class FinishedRows {
  readonly #inbox: Inbox;
  readonly #line: WaitingLine;
  readonly #throwIfLost: () => void;
  readonly #onMoved: () => void;
  readonly #logger: Logger;
  #finished: Finished[] = [];
  #removing: Promise<void> | undefined;

  /** @param throwIfLost of the hold. @param onMoved called when rows have come to lie elsewhere in the inbox. */
  constructor(inbox: Inbox, line: WaitingLine, throwIfLost: () => void, onMoved: () => void, logger: Logger) {
    this.#inbox = inbox;
    this.#line = line;
    this.#throwIfLost = throwIfLost;
    this.#onMoved = onMoved;
    this.#logger = logger;
  }

  /** @param to where the row belongs, when its job goes on. */
  add(row: WaitingRow, to?: InboxRow): void {
    this.#finished.push({ row, to });
    this.#removing ??= this.#removeAll();
  }

  /** Resolves when all are gone, or could not be removed. */
  async removed(): Promise<void> {
    await this.#removing;
  }

  async #removeAll(): Promise<void> {
    // What has become visible together goes together.
    await new Promise((resolve) => setImmediate(resolve));
    while (this.#finished.length > 0) {
      const finished = this.#finished;
      this.#finished = [];
      try {
        await this.#remove(finished);
      } catch (err) {
        // They keep the key's marker due, and the next hold finds in the ledger what became of their jobs.
        this.#logger.warn({ err, rows: finished.length }, "Inbox rows not removed; the key's next hold removes them");
      }
    }
    // In the same turn as the last look: nothing can be added in between and be left lying.
    this.#removing = undefined;
  }

  async #remove(finished: Finished[]): Promise<void> {
    // Whoever has had the key since may have ended a job that would be put back here, and cleared the key's marker.
    this.#throwIfLost();
    // First there, then gone here: a row of a job that goes on is never missing.
    const [moved, ended] = [finished.filter(({ to }) => to), finished.filter(({ to }) => !to)];
    for (const { to } of moved) if (to) await this.#inbox.putIfMissing(to);
    // Each by its own ETag: a job that goes on may be back at its place before a late removal arrives.
    for (const { row } of moved) await this.#removeTogether([row]);
    await this.#removeTogether(ended.map(({ row }) => row));
    if (moved.length > 0) this.#onMoved();
  }

  async #removeTogether(finished: WaitingRow[]): Promise<void> {
    const rows = finished.filter((row) => !this.#line.isSuperseded(row));
    const { arrivals } = this.#line;
    this.#line.removed(rows, arrivals, await this.#inbox.remove(rows, arrivals));
  }
}
