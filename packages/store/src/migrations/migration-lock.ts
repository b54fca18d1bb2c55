import { randomUUID } from "node:crypto";
import type { BlobLeaseClient, BlockBlobClient, ContainerClient } from "@azure/storage-blob";
import { statusOf } from "../storage-errors.ts";

/** No tenant's folder has this name. */
const lockBlob = "~migration";
const leaseSeconds = 60;
const renewEveryMs = 15_000;
const requestMs = 5000;
/** So long before the lease's end nothing more is begun under it. */
const marginMs = 15_000;

/**
 * At most one process migrates: a lease on a blob, renewed until it is released. The keys' locks are `lease`'s, which
 * this package does not know, and need a storage that has been prepared. States: held → released, or held → lost.
 */
export class MigrationLock {
  readonly #lease: BlobLeaseClient;
  readonly #lost = new AbortController();
  readonly #timer: NodeJS.Timeout;
  #trustedUntil: number;

  private constructor(lease: BlobLeaseClient, trustedUntil: number) {
    this.#lease = lease;
    this.#trustedUntil = trustedUntil;
    this.#timer = setInterval(() => void this.#renew(), renewEveryMs).unref();
  }

  /** Undefined while another has it. */
  static async tryTake(container: ContainerClient): Promise<MigrationLock | undefined> {
    const blob = container.getBlockBlobClient(lockBlob);
    await makeBlob(blob);
    const lease = blob.getBlobLeaseClient(randomUUID());
    const trustedUntil = trustedFromNow();
    try {
      await lease.acquireLease(leaseSeconds, { abortSignal: AbortSignal.timeout(requestMs) });
      return new MigrationLock(lease, trustedUntil);
    } catch (err) {
      if (isContention(err)) return undefined;
      throw err;
    }
  }

  /** Aborts when another may have it. */
  get lost(): AbortSignal {
    this.#noticeEnd();
    return this.#lost.signal;
  }

  async release(): Promise<void> {
    clearInterval(this.#timer);
    // Whatever the reason, the lease's own end is the bound.
    await this.#lease.releaseLease({ abortSignal: AbortSignal.timeout(requestMs) }).catch(() => undefined);
  }

  async #renew(): Promise<void> {
    const trustedUntil = trustedFromNow();
    try {
      await this.#lease.renewLease({ abortSignal: AbortSignal.timeout(requestMs) });
      this.#noticeEnd();
      this.#trustedUntil = trustedUntil;
    } catch (err) {
      if (isContention(err)) this.#lose(err);
      else this.#noticeEnd();
    }
  }

  /** A renewal that comes too late does not bring trust back. */
  #noticeEnd(): void {
    if (performance.now() > this.#trustedUntil) this.#lose();
  }

  #lose(cause?: unknown): void {
    clearInterval(this.#timer);
    this.#lost.abort(new Error("The lock of migrations was lost; another process may have it", { cause }));
  }
}

function trustedFromNow(): number {
  return performance.now() + leaseSeconds * 1000 - marginMs;
}

async function makeBlob(blob: BlockBlobClient): Promise<void> {
  try {
    await blob.upload("", 0, { conditions: { ifNoneMatch: "*" }, abortSignal: AbortSignal.timeout(requestMs) });
  } catch (err) {
    if (!isContention(err)) throw err;
  }
}

function isContention(err: unknown): boolean {
  const status = statusOf(err);
  return status === 409 || status === 412;
}
