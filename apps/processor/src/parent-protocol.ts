import type { HeldLease } from "@baton/lease";

/** What the working child tells its parent. Whatever else it sends is for the parent's own supervisor. */
export type FromChild =
  | { kind: "lease"; lease: HeldLease }
  | { kind: "lease-over"; leaseId: string }
  | { kind: "ready"; workerId: string }
  | { kind: "running"; jobs: number };

/**
 * What the child needs and job code must not see. It comes with the first message, and not in the environment, which
 * job code can read (`/proc/self/environ`).
 */
export type ParentSecrets = {
  /** `AUDIT_SIGNING_KEY`; without it the child uses the key in the data folder. */
  signingKey: string | undefined;
  /** `OTEL_EXPORTER_OTLP_HEADERS`. */
  traceHeaders: Record<string, string> | undefined;
};

export type ToChild =
  | { kind: "lease-noted"; leaseId: string }
  | ({ kind: "secrets" } & ParentSecrets)
  | { kind: "log-level"; level: string };

/** The child's exit codes; anything else is a crash, after which it is started again. */
export const exitCodes = { stopped: 0, wrongSettings: 2, cannotGoOn: 3, stoppedAtOnce: 130 } as const;
