import type { LeaseHold } from "@baton/lease";
import type { Logger } from "@baton/runtime";
import {
  type EntryBuilder,
  emptyHead,
  Ledger,
  type LedgerEvent,
  type LedgerHead,
  type ReadHead,
  readEvents,
  readHead,
  readJobRow,
} from "@baton/store";
import { claimEntry, type OpenAttempt } from "./claim-entry.ts";
import type { EngineDeps } from "./engine-deps.ts";
import { HoldProjection } from "./hold-projection.ts";
import { RecordedJobs } from "./recorded-jobs.ts";

export type HoldLedgerOptions = {
  key: { keyId: string; tenantId: string; lockKey: string };
  hold: LeaseHold;
  deps: Pick<EngineDeps, "storage" | "projector" | "worker">;
  logger: Logger;
};

/**
 * What one hold writes, and shows in the read models. Its claim, the first append, goes with the first thing that there
 * is to record; when there is nothing, the hold leaves no trace.
 */
export class HoldLedger {
  readonly recorded: RecordedJobs;
  /** The attempt that the last holder left open. The claim closes it. */
  readonly leftOpen: OpenAttempt | undefined;
  readonly #ledger: Ledger;
  readonly #projection: HoldProjection;
  #claim: EntryBuilder | undefined;

  /** Mints the hold's fence. All that the claim builds on is read after the head, on which it is conditional. */
  static async open(options: HoldLedgerOptions): Promise<HoldLedger> {
    const { key, hold, deps } = options;
    const read = await readOrEmptyHead(options);
    const fence = await hold.mint(read.head.fence);
    const leftOpen = await findOpenAttempt(deps.storage.ledger, key.keyId, read.head);
    return new HoldLedger(options, read, fence, leftOpen);
  }

  private constructor(
    { key, hold, deps, logger }: HoldLedgerOptions,
    read: ReadHead,
    fence: number,
    leftOpen: OpenAttempt | undefined,
  ) {
    const { storage, projector, worker } = deps;
    const shared = { table: storage.ledger, lost: hold.lost, logger };
    this.leftOpen = leftOpen;
    this.recorded = new RecordedJobs(storage.ledger, key.keyId, read.etag === undefined);
    this.#ledger = new Ledger({
      ...shared,
      read,
      fence,
      workerId: worker.workerId,
      onCommitted: (committed) => {
        for (const { jobId } of committed.jobs) this.recorded.wrote(jobId);
        this.#projection.committed(committed);
      },
    });
    this.#projection = new HoldProjection({ ...shared, key, head: read.head, ledger: this.#ledger, projector });
    void this.#projection.fillGap();
    const claiming = {
      fence,
      previousFence: read.head.fence,
      leaseSeconds: hold.leaseSeconds,
      clockOffsetMs: storage.clock.wallOffsetMs,
      ...worker,
    };
    this.#claim = claimEntry(claiming, leftOpen);
  }

  get head(): Readonly<LedgerHead> {
    return this.#ledger.head;
  }

  /** Something of this hold is on the record, or on its way there. */
  get isClaimed(): boolean {
    return this.#claim === undefined;
  }

  /** Resolves when all that was committed until now is in the read models. */
  get shown(): Promise<void> {
    return this.#projection.shown;
  }

  /** Writes the claim by itself, for what it closes. */
  async claim(): Promise<void> {
    await this.append(() => ({ events: [] }));
  }

  async append(build: EntryBuilder, options?: { gather?: boolean; optional?: boolean }): Promise<LedgerEvent[]> {
    const claim = this.#claim;
    this.#claim = undefined;
    // In the same turn, so in the same transaction; when that fails for the claim, it fails for the entry, too.
    if (claim) this.#ledger.append(claim).catch(() => undefined);
    return this.#ledger.append(build, options);
  }
}

/** A key whose lock was never taken before has no ledger; should it have one all the same, the claim is refused. */
async function readOrEmptyHead({ key, hold, deps }: HoldLedgerOptions): Promise<ReadHead> {
  const found = hold.isNew ? undefined : await readHead(deps.storage.ledger, key.keyId, hold.lost);
  return found ?? { head: emptyHead(key.keyId, key.tenantId, key.lockKey), etag: undefined };
}

async function findOpenAttempt(
  table: EngineDeps["storage"]["ledger"],
  keyId: string,
  { running, seq }: LedgerHead,
): Promise<OpenAttempt | undefined> {
  const row = running && (await readJobRow(table, keyId, running.jobId));
  if (!running || !row) return undefined;
  if (running.lockBroken) return { running, row, cause: "lock-broken" };
  if (!running.alone) return { running, row, cause: "worker-lost" };
  const said = await readEvents(table, keyId, running.startedSeq, seq, running.jobId);
  return { running, row, cause: said.some(({ status }) => status === "Step") ? "worker-lost" : "worker-lost-alone" };
}
