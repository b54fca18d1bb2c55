import { hostname } from "node:os";
import { LockStore, type LockStoreOptions } from "./lock-store.ts";

/** The locks for those who look at them, or break them, and never take one. */
export function operatorLocks(
  options: Pick<LockStoreOptions, "connectionString" | "namespace" | "lockContainer" | "logger">,
): LockStore {
  return new LockStore({
    ...options,
    leaseSeconds: 15,
    identity: { workerId: "operator", incarnation: "operator", host: hostname() },
    journal: { note: async () => undefined, over: () => undefined },
  });
}
