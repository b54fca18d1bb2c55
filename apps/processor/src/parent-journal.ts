import type { HeldLease, LeaseJournal } from "@baton/lease";
import type { ToChild } from "./parent-protocol.ts";
import { tellParent } from "./tell-parent.ts";

/**
 * Tells the parent process of each lease before it is asked for, so that the parent can give it back when this
 * process dies. A child that is run by itself has nobody to tell: its leases run out.
 */
export class ParentJournal implements LeaseJournal {
  readonly #waiting = new Map<string, () => void>();

  constructor() {
    process.on("message", (message: ToChild) => {
      if (message.kind === "lease-noted") this.#settle(message.leaseId);
    });
    process.once("disconnect", () => {
      for (const leaseId of this.#waiting.keys()) this.#settle(leaseId);
    });
  }

  async note(lease: HeldLease): Promise<void> {
    if (!process.connected) return;
    const noted = new Promise<void>((resolve) => this.#waiting.set(lease.leaseId, resolve));
    tellParent({ kind: "lease", lease });
    await noted;
  }

  over(leaseId: string): void {
    tellParent({ kind: "lease-over", leaseId });
  }

  #settle(leaseId: string): void {
    this.#waiting.get(leaseId)?.();
    this.#waiting.delete(leaseId);
  }
}
