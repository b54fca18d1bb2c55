import { randomUUID } from "node:crypto";
import { isContention } from "./lease-errors.ts";
import { type LockStoreOptions, lockContainerOf } from "./lock-store.ts";

/** `held`: somebody else tries it just now. */
export type LeaseTrial =
  | { kind: "ok" }
  | { kind: "held" }
  | { kind: "failed"; step: "make its blob" | "acquire" | "renew" | "release"; reason: string };

/** No key's name begins like this. Like every lock it stays, so that no right is needed that a worker needs not. */
const trialKey = "~doctor";
const leaseSeconds = 15;
const requestMs = 5000;

/** Takes, renews and gives back a lease on a blob that locks nothing. */
export async function tryLease(
  options: Pick<LockStoreOptions, "connectionString" | "namespace" | "lockContainer">,
): Promise<LeaseTrial> {
  const container = lockContainerOf(options);
  const lease = container.getBlobClient(trialKey).getBlobLeaseClient(randomUUID());
  const timed = () => ({ abortSignal: AbortSignal.timeout(requestMs) });
  const steps = [
    ["make its blob", () => makeBlob(container.getBlockBlobClient(trialKey))],
    ["acquire", () => lease.acquireLease(leaseSeconds, timed())],
    ["renew", () => lease.renewLease(timed())],
    ["release", () => lease.releaseLease(timed())],
  ] as const;
  for (const [step, take] of steps) {
    try {
      await take();
    } catch (err) {
      if (step === "acquire" && isContention(err)) return { kind: "held" };
      return { kind: "failed", step, reason: err instanceof Error ? err.message : String(err) };
    }
  }
  return { kind: "ok" };
}

async function makeBlob(blob: ReturnType<ReturnType<typeof lockContainerOf>["getBlockBlobClient"]>): Promise<void> {
  try {
    await blob.upload("", 0, { conditions: { ifNoneMatch: "*" }, abortSignal: AbortSignal.timeout(requestMs) });
  } catch (err) {
    if (!isContention(err)) throw err;
  }
}
