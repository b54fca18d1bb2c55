import type { HeldLease } from "@baton/lease";

/** What the working child tells its parent. Whatever else it sends is for the parent's own supervisor. */
export type FromChild =
  | { kind: "lease"; lease: HeldLease }
  | { kind: "lease-over"; leaseId: string }
  | { kind: "ready"; workerId: string }
  | { kind: "running"; jobs: number };

export type ToChild =
  | { kind: "lease-noted"; leaseId: string }
  /** The first message; without a key the child uses the one in the data folder. */
  | { kind: "signing-key"; key: string | undefined };

/** The child's exit codes; anything else is a crash, after which it is started again. */
export const exitCodes = { stopped: 0, wrongSettings: 2, cannotGoOn: 3, stoppedAtOnce: 130 } as const;
