import type { Logger } from "@baton/runtime";
import { isContention, LeaseLostError, type LeaseLostReason, statusOf } from "./lease-errors.ts";
import type { LockBlob, LockLease } from "./lock-container.ts";
import { SharedDeadline } from "./shared-deadline.ts";
import { type Mark, monotonicNow, type TrustClock } from "./trust-clock.ts";
import type { WatchedHold } from "./watchdog.ts";

/** Who holds a key; the metadata of its lock blob. */
export type HolderInfo = { workerId: string; incarnation: string; host: string; fence: number; since: string };

/** A lock blob as it was last seen: its fence counts for as long as its ETag does. */
export type KnownBlob = { etag: string | undefined; fence: number };

export type LeaseHoldOptions = {
  keyId: string;
  leaseId: string;
  blob: LockBlob;
  lease: LockLease;
  leaseSeconds: number;
  identity: Omit<HolderInfo, "fence" | "since">;
  /** Taken before the acquire was sent: the lease cannot have begun earlier. */
  acquiredAt: Mark;
  clock: TrustClock;
  /** The key's blob was made by this acquire: nobody has ever held it. */
  isNew: boolean;
  /** Saves the mint its look at the blob. */
  known: KnownBlob | undefined;
  onMinted: (blob: KnownBlob) => void;
  watched: WatchedHold | undefined;
  /** Called once, when the lease has been given back or lost. */
  onOver: () => void;
  logger: Logger;
};

/** Covers the grace that job code gets and the kill, so that code has ended when the lease does. */
const marginMs = 3000;
/** The last resort comes so long after trust has ended, and so before the lease does. */
export const watchdogAfterMs = marginMs - 200;
const retryMs = 250;
/** An answer that has not come by then is not waited for: another connection may do better. */
const renewTryMs = 2000;
/** A machine that slept wakes with less time than its timers know: so often both clocks are compared. */
const expiryLookMs = 1000;

/**
 * One hold of a key: the lease, its renewal and its fence. States: trusted → released, or trusted → lost.
 * It is trusted from before the acquire or renewal was *sent* until the lease's length less a margin; a
 * renewal that is answered after that does not bring trust back.
 */
export class LeaseHold {
  readonly keyId: string;
  readonly leaseId: string;
  readonly deadline = new SharedDeadline();
  readonly #options: LeaseHoldOptions;
  readonly #lost = new AbortController();
  readonly #ended = new AbortController();
  #fence = 0;
  #renewTimer: NodeJS.Timeout | undefined;
  #expiryTimer: NodeJS.Timeout | undefined;
  #windowStart: Mark;

  constructor(options: LeaseHoldOptions) {
    this.keyId = options.keyId;
    this.leaseId = options.leaseId;
    this.#options = options;
    this.#windowStart = options.acquiredAt;
    this.#trustFrom(options.acquiredAt);
    this.#scheduleRenewal();
  }

  /** Aborts with a `LeaseLostError` when the hold ends against our will. */
  get lost(): AbortSignal {
    return this.#lost.signal;
  }

  get fence(): number {
    return this.#fence;
  }

  get leaseSeconds(): number {
    return this.#options.leaseSeconds;
  }

  /** How long the lease lasts if it is not renewed again; 0 when it is over. */
  get leaseLeftMs(): number {
    return this.#ended.signal.aborted ? 0 : Math.max(0, this.deadline.remainingMs + marginMs);
  }

  /** True for the first hold of a key ever, as far as its lock blob tells. */
  get isNew(): boolean {
    return this.#options.isNew;
  }

  /**
   * Writes the next fence into the lock blob, under the lease and only over what is known of it: a holder whose
   * lease ran out meanwhile cannot mint, and nobody else's fence is overwritten unseen.
   * @param headFence the ledger's fence; the new one is above both, whatever was restored from elsewhere.
   * @throws {LeaseLostError} when the lease is not ours any more.
   */
  async mint(headFence: number): Promise<number> {
    try {
      this.#fence = (await this.#mintUnseen(headFence)) ?? (await this.#mintOver(await this.#look(), headFence));
      return this.#fence;
    } catch (err) {
      if (isContention(err) || statusOf(err) === 404) this.#lose("taken", err);
      this.throwIfLost();
      throw err;
    }
  }

  /** Mints over what this process knows of the blob; undefined when it knows nothing, or nothing that still holds. */
  async #mintUnseen(headFence: number): Promise<number | undefined> {
    const { known } = this.#options;
    if (!known?.etag) return undefined;
    try {
      return await this.#mintOver(known, headFence);
    } catch (err) {
      if (isContention(err)) return undefined;
      throw err;
    }
  }

  async #look(): Promise<KnownBlob> {
    const conditions = { leaseId: this.leaseId };
    const { etag, metadata } = await this.#options.blob.getProperties({
      conditions,
      abortSignal: this.#windowSignal(),
    });
    return { etag, fence: readFence(metadata) };
  }

  async #mintOver(before: KnownBlob, headFence: number): Promise<number> {
    const { blob, identity, onMinted } = this.#options;
    const fence = Math.max(before.fence, headFence) + 1;
    const since = new Date().toISOString();
    const conditions = { leaseId: this.leaseId, ...(before.etag ? { ifMatch: before.etag } : {}) };
    const metadata = { ...identity, fence: String(fence), since };
    const { etag } = await blob.setMetadata(metadata, { conditions, abortSignal: this.#windowSignal() });
    onMinted({ etag, fence });
    return fence;
  }

  /** While an attempt is under way, the watchdog sees to it that it does not outlive its lock. */
  attemptIsUnderWay(isUnderWay: boolean): void {
    this.#options.watched?.attempt(isUnderWay);
  }

  /** Looks at both clocks: also a machine that has just slept must not go on under a lease that ran out meanwhile. */
  throwIfLost(): void {
    this.#noticeClockJump();
    if (this.deadline.passed && !this.#ended.signal.aborted) this.#lose("expired");
    this.#lost.signal.throwIfAborted();
  }

  /** Tells that the ledger refused us: someone with a higher fence is there. */
  loseFenced(cause: unknown): void {
    this.#lose("fenced", cause);
  }

  /** Gives the lock back. Safe to call when it was lost: then it only stops renewing. */
  async release(): Promise<void> {
    this.#options.watched?.over();
    if (this.#ended.signal.aborted) return;
    const trusted = !this.deadline.passed;
    const remainingMs = Math.max(1, Math.ceil(this.deadline.remainingMs));
    this.#end();
    if (!trusted) return this.#options.onOver();
    try {
      await this.#options.lease.releaseLease({ abortSignal: AbortSignal.timeout(remainingMs) });
    } catch (err) {
      // Whatever the reason, the lease's own end is the bound.
      this.#options.logger.debug({ err, keyId: this.keyId }, "Lease not released; it will run out");
    } finally {
      this.#options.onOver();
    }
  }

  #trustFrom(mark: Mark): void {
    this.#windowStart = mark;
    const windowMs = this.#options.leaseSeconds * 1000 - marginMs;
    const remainingMs = windowMs - this.#options.clock.elapsedSince(mark);
    this.#setDeadline(remainingMs);
    this.#watchExpiry();
  }

  #watchExpiry(): void {
    clearTimeout(this.#expiryTimer);
    const remainingMs = Math.max(0, this.deadline.remainingMs);
    this.#expiryTimer = setTimeout(() => this.#checkExpiry(), Math.min(remainingMs + 1, expiryLookMs));
    this.#expiryTimer.unref();
  }

  #checkExpiry(): void {
    if (this.#ended.signal.aborted) return;
    this.#noticeClockJump();
    if (this.deadline.passed) this.#lose("expired");
    else this.#watchExpiry();
  }

  #scheduleRenewal(): void {
    this.#renewTimer = setTimeout(() => void this.#renew(), (this.#options.leaseSeconds * 1000) / 3);
    this.#renewTimer.unref();
  }

  async #renew(): Promise<void> {
    while (!this.#ended.signal.aborted) {
      this.#noticeClockJump();
      if (this.deadline.passed) return this.#lose("expired");
      const sentAt = this.#options.clock.mark();
      try {
        await this.#options.lease.renewLease({
          abortSignal: AbortSignal.any([this.#windowSignal(), AbortSignal.timeout(renewTryMs)]),
        });
        if (this.#ended.signal.aborted) return;
        if (this.deadline.passed) return this.#lose("expired");
        this.#trustFrom(sentAt);
        return this.#scheduleRenewal();
      } catch (err) {
        if (isContention(err) || statusOf(err) === 404) return this.#lose("taken", err);
        this.#options.logger.debug({ err, keyId: this.keyId }, "Lease renewal failed; trying again while trusted");
        await new Promise((resolve) => setTimeout(resolve, retryMs));
      }
    }
  }

  // A wall clock that jumped forward may mean that the machine slept, which the monotonic clock does not count.
  #noticeClockJump(): void {
    const windowMs = this.#options.leaseSeconds * 1000 - marginMs;
    const remainingMs = windowMs - this.#options.clock.elapsedSince(this.#windowStart);
    if (remainingMs < this.deadline.remainingMs) this.#setDeadline(remainingMs);
  }

  #setDeadline(remainingMs: number): void {
    const until = monotonicNow() + remainingMs;
    this.deadline.set(until);
    this.#options.watched?.trustedUntil(until);
  }

  #windowSignal(): AbortSignal {
    return AbortSignal.any([
      AbortSignal.timeout(Math.max(1, Math.ceil(this.deadline.remainingMs))),
      this.#ended.signal,
    ]);
  }

  #lose(reason: LeaseLostReason, cause?: unknown): void {
    if (this.#ended.signal.aborted) return;
    this.#options.watched?.lost();
    this.#end();
    this.#options.onOver();
    this.#lost.abort(new LeaseLostError(reason, cause === undefined ? {} : { cause }));
  }

  #end(): void {
    this.deadline.set(0);
    clearTimeout(this.#renewTimer);
    clearTimeout(this.#expiryTimer);
    this.#ended.abort();
  }
}

export function readFence(metadata: Record<string, string> | undefined): number {
  const fence = Number(metadata?.["fence"]);
  return Number.isSafeInteger(fence) && fence > 0 ? fence : 0;
}
