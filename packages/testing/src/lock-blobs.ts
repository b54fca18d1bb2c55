import { randomUUID } from "node:crypto";
import { BlobServiceClient, type ContainerClient } from "@azure/storage-blob";
import { containerName } from "@baton/runtime";
import { keyId } from "@baton/store";
import type { TestSystem } from "./test-system.ts";

/** The lock blobs of a system, in the hands of somebody who has no business there. */
export class LockBlobs {
  readonly #container: ContainerClient;

  constructor({ env, namespace }: TestSystem) {
    const service = BlobServiceClient.fromConnectionString(env["AZURE_STORAGE_CONNECTION_STRING"] ?? "");
    this.#container = service.getContainerClient(containerName(namespace, "job-locks"));
  }

  /** Breaks a key's lease: renewals are refused at once, and it is free after so many seconds or its own end. */
  async break(lockKey: string, periodSeconds: number): Promise<void> {
    await this.#blob(lockKey).getBlobLeaseClient(randomUUID()).breakLease(periodSeconds);
  }

  async isHeld(lockKey: string): Promise<boolean> {
    return (await this.#blob(lockKey).getProperties()).leaseState === "leased";
  }

  async exists(lockKey: string): Promise<boolean> {
    return this.#blob(lockKey).exists();
  }

  /** @throws while somebody holds it. */
  async delete(lockKey: string): Promise<void> {
    await this.#blob(lockKey).delete();
  }

  #blob(lockKey: string) {
    return this.#container.getBlobClient(keyId("default", lockKey));
  }
}
