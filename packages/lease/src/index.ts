export { LeaseLostError, type LeaseLostReason } from "./lease-errors.ts";
export { type HolderInfo, LeaseHold, watchdogAfterMs } from "./lease-hold.ts";
export { type LeaseTrial, tryLease } from "./lease-trial.ts";
export type { LockContainer } from "./lock-container.ts";
export {
  type AcquireResult,
  type HeldLease,
  type LeaseJournal,
  LockStore,
  type LockStoreOptions,
} from "./lock-store.ts";
export { operatorLocks } from "./operator-locks.ts";
export { SharedDeadline } from "./shared-deadline.ts";
export { monotonicNow } from "./trust-clock.ts";
export { Watchdog } from "./watchdog.ts";
