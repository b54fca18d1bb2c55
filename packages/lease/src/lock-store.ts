import { randomUUID } from "node:crypto";
import { BlobServiceClient, newPipeline } from "@azure/storage-blob";
import type { Logger } from "@baton/runtime";
import { containerName, identityAccess, pause, RequestCounter } from "@baton/runtime";
import { blobSpans, isTracing } from "@baton/runtime/tracing";
import { isContention, statusOf } from "./lease-errors.ts";
import { type HolderInfo, type KnownBlob, LeaseHold, readFence } from "./lease-hold.ts";
import type { LockContainer } from "./lock-container.ts";
import { TrustClock } from "./trust-clock.ts";
import type { Watchdog, WatchedHold } from "./watchdog.ts";

export type LockStoreOptions = {
  connectionString: string;
  namespace: string;
  lockContainer: string;
  leaseSeconds: number;
  identity: { workerId: string; incarnation: string; host: string };
  journal: LeaseJournal;
  /** Ends the process when a lost lock's job goes on; not needed where no jobs run. */
  watchdog?: Watchdog;
  /** Told of every request that is sent. */
  requests?: RequestCounter;
  logger: Logger;
};

/** Who gives a lease back when this process cannot: told of each lease before it is asked for. */
export type LeaseJournal = {
  /** Resolves when the lease id is known there. */
  note(lease: HeldLease): Promise<void>;
  /** The lease was given back or lost. */
  over(leaseId: string): void;
};

export type HeldLease = { keyId: string; leaseId: string };

/** `held` is normal: another worker has the key. */
export type AcquireResult = { kind: "acquired"; hold: LeaseHold } | { kind: "held" };

const acquireTries = 3;
const requestMs = 5000;
const rememberedBlobs = 10_000;

/** The locks: one blob a key, made on first use and never deleted. */
export class LockStore {
  readonly #options: LockStoreOptions;
  readonly #container: LockContainer;
  readonly #clock = new TrustClock();
  /** What this process last knew of lock blobs, the longest unused first. */
  readonly #blobs = new Map<string, KnownBlob>();

  constructor(options: LockStoreOptions, container: LockContainer = lockContainerOf(options)) {
    this.#options = options;
    this.#container = container;
  }

  async prepare(): Promise<void> {
    await this.#container.createIfNotExists();
  }

  /**
   * Takes a key's lock, or says that it is held. An acquire whose answer was lost is sent again with the same
   * lease id, which the service answers as success if the first one had arrived.
   * @throws the SDK's error for anything but contention; nothing is held then, as far as storage could be told.
   * @see https://learn.microsoft.com/rest/api/storageservices/lease-blob
   */
  async tryAcquire(keyId: string): Promise<AcquireResult> {
    const { journal, watchdog } = this.#options;
    const lease = { keyId, leaseId: randomUUID() };
    // Before the lease is asked for: one that no watchdog watches must not come to be.
    const watched = watchdog?.watch();
    const over = () => {
      watched?.over();
      journal.over(lease.leaseId);
    };
    try {
      await journal.note(lease);
      const result = await this.#acquire(lease, watched);
      if (result.kind === "held") over();
      return result;
    } catch (err) {
      await this.#giveUp(lease);
      over();
      throw err;
    }
  }

  async #acquire({ keyId, leaseId }: HeldLease, watched: WatchedHold | undefined): Promise<AcquireResult> {
    const blob = this.#container.getBlobClient(keyId);
    const lease = blob.getBlobLeaseClient(leaseId);
    const { leaseSeconds, identity, journal, logger } = this.#options;
    const isNew = !this.#blobs.has(keyId) && (await this.#createBlob(keyId));
    for (let attempt = 1; ; attempt += 1) {
      const acquiredAt = this.#clock.mark();
      try {
        await lease.acquireLease(leaseSeconds, { abortSignal: AbortSignal.timeout(requestMs) });
        const hold = new LeaseHold({
          keyId,
          leaseId,
          blob,
          lease,
          leaseSeconds,
          identity,
          acquiredAt,
          clock: this.#clock,
          isNew,
          known: this.#blobs.get(keyId),
          watched,
          onMinted: (minted) => this.#remember(keyId, minted),
          onOver: () => journal.over(leaseId),
          logger,
        });
        return { kind: "acquired", hold };
      } catch (err) {
        if (isContention(err)) return { kind: "held" };
        if (statusOf(err) === 404) await this.#createBlob(keyId);
        else if (attempt >= acquireTries) throw err;
        else await pause(100);
      }
    }
  }

  /** An acquire that nobody answered may have arrived: its lease would keep the key from everyone. */
  async #giveUp(lease: HeldLease): Promise<void> {
    try {
      await this.releaseFor(lease);
    } catch (err) {
      this.#options.logger.debug({ err, ...lease }, "Lease not given up; if there is one, it will run out");
    }
  }

  /** Gives back the lease of a process that has ended. One that is not there any more is fine. */
  async releaseFor({ keyId, leaseId }: HeldLease): Promise<void> {
    try {
      const lease = this.#container.getBlobClient(keyId).getBlobLeaseClient(leaseId);
      await lease.releaseLease({ abortSignal: AbortSignal.timeout(requestMs) });
    } catch (err) {
      if (!isContention(err) && statusOf(err) !== 404) throw err;
    }
  }

  /**
   * Breaks whoever's lease it is: it can be renewed no more. Without a period the lock is free when the holder's
   * time is over; with period 0 it is free at once, while the holder may still be at work.
   */
  async breakLease(keyId: string, periodSeconds?: number): Promise<void> {
    const lease = this.#container.getBlobClient(keyId).getBlobLeaseClient();
    await lease.breakLease(periodSeconds as number, { abortSignal: AbortSignal.timeout(requestMs) });
  }

  /**
   * Takes a key's lock away from whoever holds it. The lock is free when the holder's own time is over; with
   * `mayOverlap` at once, while its job may still run.
   * @returns false when nobody holds it.
   */
  async forceUnlock(keyId: string, { mayOverlap = false } = {}): Promise<boolean> {
    try {
      await this.breakLease(keyId, mayOverlap ? 0 : undefined);
      return true;
    } catch (err) {
      if (!isContention(err) && statusOf(err) !== 404) throw err;
      return false;
    }
  }

  /** Who holds the key now, or undefined when nobody does. */
  async holder(keyId: string): Promise<HolderInfo | undefined> {
    const blob = this.#container.getBlobClient(keyId);
    try {
      const { metadata, leaseState } = await blob.getProperties({ abortSignal: AbortSignal.timeout(requestMs) });
      if (leaseState !== "leased" || !metadata) return undefined;
      return {
        workerId: metadata["workerid"] ?? metadata["workerId"] ?? "unknown",
        incarnation: metadata["incarnation"] ?? "",
        host: metadata["host"] ?? "",
        fence: readFence(metadata),
        since: metadata["since"] ?? "",
      };
    } catch (err) {
      if (statusOf(err) === 404) return undefined;
      throw err;
    }
  }

  /** Every key that was ever locked: locks are never deleted. Without those that are no key's, as the leader's. */
  async *keyIds(): AsyncGenerator<string> {
    for await (const { name } of this.#container.listBlobsFlat()) if (!name.startsWith("~")) yield name;
  }

  /** @returns false when the key has its blob already. */
  async #createBlob(keyId: string): Promise<boolean> {
    const blob = this.#container.getBlockBlobClient(keyId);
    try {
      const { etag } = await blob.upload("", 0, {
        conditions: { ifNoneMatch: "*" },
        abortSignal: AbortSignal.timeout(requestMs),
      });
      this.#remember(keyId, { etag, fence: 0 });
      return true;
    } catch (err) {
      if (!isContention(err)) throw err;
      this.#remember(keyId, { etag: undefined, fence: 0 });
      return false;
    }
  }

  #remember(keyId: string, blob: KnownBlob): void {
    this.#blobs.delete(keyId);
    this.#blobs.set(keyId, blob);
    const oldest = this.#blobs.keys().next();
    if (this.#blobs.size > rememberedBlobs && !oldest.done) this.#blobs.delete(oldest.value);
  }
}

/** The container of the locks, as the SDK knows it. */
export function lockContainerOf({
  connectionString,
  namespace,
  lockContainer,
  requests,
}: Pick<LockStoreOptions, "connectionString" | "namespace" | "lockContainer" | "requests">): LockContainer {
  const { url, credential } =
    identityAccess(connectionString)?.blobs ?? BlobServiceClient.fromConnectionString(connectionString);
  // Retries are ours: only we know until when an answer is still of use.
  const pipeline = newPipeline(credential, { retryOptions: { maxTries: 1 } });
  pipeline.factories.push((requests ?? new RequestCounter()).factory("lease"));
  if (isTracing()) pipeline.factories.push(blobSpans());
  return new BlobServiceClient(url, pipeline).getContainerClient(containerName(namespace, lockContainer));
}
