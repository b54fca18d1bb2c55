import { ModelStoreError } from "./model-store-error.ts";

type Lease = {
  id: string;
  seconds: number;
  /** When it runs out by itself. */
  endsAt: number;
  /** When a break takes effect; undefined while it is not broken. */
  brokenAt?: number;
  /** The blob's version when it was acquired or renewed: a write by anybody else forfeits a later renewal. */
  version: number;
};
type Blob = { version: number; metadata: Record<string, string>; lease?: Lease };
export type Conditions = { leaseId?: string; ifMatch?: string; ifNoneMatch?: string };
export type LeaseState = "available" | "leased" | "breaking" | "broken" | "expired";

export type ModelLocksOptions = {
  /** Milliseconds; the store's own clock. */
  now: () => number;
  /** A lease that has run out may be renewed while nobody else has taken it and the blob is unchanged; as in Azure. */
  renewsExpired?: boolean;
};

/**
 * A container of blobs with their leases and metadata, in memory.
 * @see https://learn.microsoft.com/rest/api/storageservices/lease-blob (the tables of states and outcomes)
 */
export class ModelLocks {
  readonly #blobs = new Map<string, Blob>();
  readonly #now: () => number;
  readonly #renewsExpired: boolean;
  #version = 0;

  constructor({ now, renewsExpired = true }: ModelLocksOptions) {
    this.#now = now;
    this.#renewsExpired = renewsExpired;
  }

  /** @returns the blob's ETag. */
  upload(name: string, conditions: Conditions = {}): string {
    const blob = this.#blobs.get(name);
    if (blob && conditions.ifNoneMatch === "*") throw new ModelStoreError(409, "BlobAlreadyExists");
    if (blob) this.#checkLease(blob, conditions.leaseId);
    const made = { ...blob, metadata: {}, version: this.#nextVersion() };
    this.#blobs.set(name, made);
    return etagOf(made);
  }

  /** Refused while the blob is leased. */
  delete(name: string): void {
    this.#checkLease(this.#blob(name), undefined);
    this.#blobs.delete(name);
  }

  properties(name: string, conditions: Conditions = {}) {
    const blob = this.#blob(name);
    // A read needs no lease; one that names a lease must have it.
    if (conditions.leaseId !== undefined) this.#checkLease(blob, conditions.leaseId);
    return { metadata: { ...blob.metadata }, etag: etagOf(blob), leaseState: this.#stateOf(blob.lease) };
  }

  setMetadata(name: string, metadata: Record<string, string>, conditions: Conditions = {}): string {
    const blob = this.#blob(name);
    this.#checkLease(blob, conditions.leaseId);
    if (conditions.ifMatch !== undefined && conditions.ifMatch !== etagOf(blob))
      throw new ModelStoreError(412, "ConditionNotMet");
    blob.metadata = { ...metadata };
    blob.version = this.#nextVersion();
    if (blob.lease && conditions.leaseId === blob.lease.id) blob.lease.version = blob.version;
    return etagOf(blob);
  }

  acquire(name: string, id: string, seconds: number): void {
    const blob = this.#blob(name);
    const state = this.#stateOf(blob.lease);
    if (seconds < 15 || seconds > 60) throw new ModelStoreError(400, "InvalidHeaderValue");
    if (state === "breaking" && blob.lease?.id === id)
      throw new ModelStoreError(409, "LeaseIsBreakingAndCannotBeAcquired");
    if ((state === "leased" || state === "breaking") && blob.lease?.id !== id)
      throw new ModelStoreError(409, "LeaseAlreadyPresent");
    blob.lease = { id, seconds, endsAt: this.#now() + seconds * 1000, version: blob.version };
  }

  renew(name: string, id: string): void {
    const blob = this.#blob(name);
    const { lease } = blob;
    if (lease?.id !== id) throw new ModelStoreError(409, "LeaseIdMismatchWithLeaseOperation");
    const state = this.#stateOf(lease);
    if (state === "breaking" || state === "broken") throw new ModelStoreError(409, "LeaseIsBrokenAndCannotBeRenewed");
    if (state === "expired" && !(this.#renewsExpired && lease.version === blob.version))
      throw new ModelStoreError(409, "LeaseIdMismatchWithLeaseOperation");
    lease.endsAt = this.#now() + lease.seconds * 1000;
    lease.version = blob.version;
  }

  release(name: string, id: string): void {
    const blob = this.#blob(name);
    if (blob.lease?.id !== id) throw new ModelStoreError(409, "LeaseIdMismatchWithLeaseOperation");
    delete blob.lease;
  }

  /** @param periodSeconds what the holder keeps at most; without one, the rest of its lease. */
  break(name: string, periodSeconds?: number): void {
    const { lease } = this.#blob(name);
    if (!lease) throw new ModelStoreError(409, "LeaseNotPresentWithLeaseOperation");
    const wanted = periodSeconds === undefined ? Number.POSITIVE_INFINITY : this.#now() + periodSeconds * 1000;
    lease.brokenAt = Math.min(lease.endsAt, lease.brokenAt ?? Number.POSITIVE_INFINITY, wanted);
  }

  #stateOf(lease: Lease | undefined): LeaseState {
    if (!lease) return "available";
    if (lease.brokenAt !== undefined) return lease.brokenAt > this.#now() ? "breaking" : "broken";
    return lease.endsAt > this.#now() ? "leased" : "expired";
  }

  #checkLease({ lease }: Blob, given: string | undefined): void {
    const state = this.#stateOf(lease);
    const isLeased = state === "leased" || state === "breaking";
    if (isLeased && given === undefined) throw new ModelStoreError(412, "LeaseIdMissing");
    if (isLeased && given !== lease?.id) throw new ModelStoreError(412, "LeaseIdMismatchWithBlobOperation");
    if (!isLeased && given !== undefined)
      throw new ModelStoreError(412, lease?.id === given ? "LeaseLost" : "LeaseNotPresentWithBlobOperation");
  }

  #blob(name: string): Blob {
    const blob = this.#blobs.get(name);
    if (!blob) throw new ModelStoreError(404, "BlobNotFound");
    return blob;
  }

  #nextVersion(): number {
    this.#version += 1;
    return this.#version;
  }
}

function etagOf({ version }: Blob): string {
  return `"0x${version.toString(16)}"`;
}
