import type { Logger } from "@baton/runtime";
import {
  type Committed,
  type Ledger,
  type LedgerHead,
  type Projector,
  readEvents,
  readJobRows,
  type Storage,
} from "@baton/store";

export type HoldProjectionOptions = {
  key: { keyId: string; tenantId: string; lockKey: string };
  /** The ledger's head when the hold began. */
  head: LedgerHead;
  ledger: Pick<Ledger, "noteProjected">;
  table: Storage["ledger"];
  projector: Pick<Projector, "add">;
  lost: AbortSignal;
  logger: Logger;
};

const eventsPerWindow = 1000;

/** Shows what one hold appends in the read models, and what holds before it could not show any more. */
export class HoldProjection {
  readonly #options: HoldProjectionOptions;
  #shown: Promise<void> = Promise.resolve();
  #shownSeq = 0;
  #gapIsFilled = false;

  constructor(options: HoldProjectionOptions) {
    this.#options = options;
  }

  /** Resolves when all that was committed until now is in the read models. */
  get shown(): Promise<void> {
    return this.#shown;
  }

  committed({ events, jobs }: Committed): void {
    const lastSeq = events.at(-1)?.seq ?? 0;
    const { promise, resolve } = Promise.withResolvers<void>();
    const before = this.#shown;
    this.#shown = before.then(() => promise);
    this.#add({ events, jobs }, () => {
      this.#shownSeq = lastSeq;
      if (this.#gapIsFilled) this.#options.ledger.noteProjected(lastSeq);
      resolve();
    });
  }

  /**
   * A worker that died between an append and its read models left a gap. It is filled behind the work, a piece at a
   * time: it may be long, when the read models were out of reach for long.
   */
  async fillGap(): Promise<void> {
    const { head, ledger, lost, logger } = this.#options;
    try {
      for (let from = head.projectedSeq + 1; from <= head.seq; from += eventsPerWindow) {
        const to = Math.min(head.seq, from + eventsPerWindow - 1);
        await this.#showAgain(from, to);
        if (lost.aborted) return;
        ledger.noteProjected(to);
      }
      this.#gapIsFilled = true;
      ledger.noteProjected(this.#shownSeq);
    } catch (err) {
      logger.debug({ err }, "The gap in the read models is left to the next hold");
    }
  }

  async #showAgain(firstSeq: number, lastSeq: number): Promise<void> {
    const { key, table } = this.#options;
    const events = await readEvents(table, key.keyId, firstSeq, lastSeq);
    const jobIds = events.flatMap(({ jobId }) => (jobId === undefined ? [] : [jobId]));
    const jobs = [...(await readJobRows(table, key.keyId, jobIds)).values()];
    await new Promise<void>((resolve) => this.#add({ events, jobs }, resolve));
  }

  #add(committed: Committed, done: () => void): void {
    const { key, projector } = this.#options;
    projector.add({ keyId: key.keyId, key, ...committed, done });
  }
}
