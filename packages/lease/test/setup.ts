import { randomUUID } from "node:crypto";
import { BlobServiceClient } from "@azure/storage-blob";
import { createLogger, RequestCounter } from "@baton/runtime";
import { proxied } from "@baton/testing";
import { type LeaseHold, LockStore, type LockStoreOptions } from "../src/index.ts";

export const leaseMs = 15_000;

const direct = process.env["AZURE_STORAGE_CONNECTION_STRING"] ?? "";

/** The locks of a namespace of their own, as several workers see them. */
export function setup(requests = new RequestCounter()) {
  const namespace = `t${randomUUID().replaceAll("-", "").slice(0, 12)}`;
  const worker = (workerId: string, connectionString = direct, more: Partial<LockStoreOptions> = {}) =>
    new LockStore({
      connectionString,
      namespace,
      lockContainer: "job-locks",
      leaseSeconds: leaseMs / 1000,
      identity: { workerId, incarnation: randomUUID(), host: "test" },
      journal: { note: async () => undefined, over: () => undefined },
      requests,
      logger: createLogger({ level: "silent", base: {}, readable: false }),
      ...more,
    });
  const container = BlobServiceClient.fromConnectionString(direct).getContainerClient(`${namespace}-job-locks`);
  return { worker, container };
}

/** One worker's way to the locks leads through a proxy. */
export async function setupBehindProxy(more: Partial<LockStoreOptions> = {}) {
  const { worker, container } = setup();
  const { proxy, connectionString } = await proxied(direct, "Blob");
  const [behind, other] = [worker("behind", connectionString, more), worker("other")];
  await other.prepare();
  return { proxy, behind, other, container };
}

export async function acquired(locks: LockStore, keyId: string): Promise<LeaseHold> {
  const result = await locks.tryAcquire(keyId);
  if (result.kind !== "acquired") throw new Error("The lock is held");
  return result.hold;
}
