import type { BlobClient, BlobLeaseClient, BlockBlobClient, ContainerClient } from "@azure/storage-blob";

/** What is used of the SDK's clients of the lock blobs: what a store in their place must be able to do. */
export type LockContainer = Pick<ContainerClient, "createIfNotExists"> & {
  getBlobClient(name: string): LockBlob & { getBlobLeaseClient(leaseId?: string): LockLease };
  listBlobsFlat(): AsyncIterable<{ name: string }>;
  getBlockBlobClient(name: string): Pick<BlockBlobClient, "upload">;
};

export type LockBlob = Pick<BlobClient, "getProperties" | "setMetadata">;

export type LockLease = Pick<BlobLeaseClient, "acquireLease" | "renewLease" | "releaseLease" | "breakLease">;
