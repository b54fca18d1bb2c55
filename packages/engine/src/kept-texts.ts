import type { LeaseHold } from "@baton/lease";
import { type Logger, pause } from "@baton/runtime";
import { type ExpiringResults, isOutage, type PayloadFiles, type StoredText } from "@baton/store";

export type KeptTextsOptions = {
  job: { tenantId: string; jobId: string };
  files: PayloadFiles;
  results: Pick<ExpiringResults, "keep">;
  hold: Pick<LeaseHold, "lost" | "throwIfLost">;
  logger: Logger;
};

const retryMs = 500;
/** Others may answer where one connection hangs. */
const tryMs = 30_000;

/** What an attempt puts on the record, large texts in blobs of their own. */
export class KeptTexts {
  readonly #options: KeptTextsOptions;

  constructor(options: KeptTextsOptions) {
    this.#options = options;
  }

  /**
   * Waits out an outage for as long as the lock is ours: giving the hold up would let code run again that has run.
   * @param until given when it is not kept for ever.
   * @throws what the lost hold says, or what storage refuses.
   */
  async keep(text: string, until?: Date): Promise<StoredText> {
    for (;;) {
      const kept = await this.#tryToKeep(text, until);
      if (kept) return kept;
      await pause(retryMs, this.#options.hold.lost);
    }
  }

  async #tryToKeep(text: string, until: Date | undefined): Promise<StoredText | undefined> {
    const { job, files, results, hold, logger } = this.#options;
    const { tenantId, jobId } = job;
    hold.throwIfLost();
    const signal = AbortSignal.any([hold.lost, AbortSignal.timeout(tryMs)]);
    try {
      return until
        ? await results.keep(tenantId, jobId, text, until, signal)
        : await files.keep(tenantId, jobId, text, signal);
    } catch (err) {
      hold.throwIfLost();
      if (!signal.aborted && !isOutage(err)) throw err;
      logger.debug({ err }, "A large text could not be stored; trying again while the hold lasts");
      return undefined;
    }
  }
}
