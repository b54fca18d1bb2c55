import { genesisHash, hashEvent, type LedgerEvent } from "./ledger-event.ts";

/** The first place where a key's record does not hold, and why. */
export type ChainBreak = { keyId: string; seq: number; reason: string };

const terminal = new Set(["Completed", "Cancelled", "DeadLettered", "Discarded"]);
const attemptEnds = new Set(["Completed", "Failed", "TimedOut", "Interrupted", "Cancelled"]);

/**
 * Recomputes a key's whole chain, oldest event first: hashes and their links, no gap, fences that never fall,
 * attempts that never overlap, at most one terminal event a job.
 * @returns the first break, or undefined when everything holds.
 */
export function verifyChain(keyId: string, events: LedgerEvent[]): ChainBreak | undefined {
  let prevHash = genesisHash(keyId);
  let fence = 0;
  let open: LedgerEvent | undefined;
  const ended = new Set<string>();
  for (const [at, event] of events.entries()) {
    const broken = (reason: string): ChainBreak => ({ keyId, seq: event.seq, reason });
    if (event.seq !== at + 1) return broken(`expected event ${at + 1}, found ${event.seq}`);
    if (event.prevHash !== prevHash) return broken("its previous hash is not the hash of the event before");
    const { hash, ...unhashed } = event;
    if (hashEvent(unhashed) !== hash) return broken("its hash is not the hash of its content");
    if (event.fence < fence) return broken(`its fence ${event.fence} is below ${fence}`);
    if (event.status === "LockAcquired" && event.fence === fence)
      return broken(`a hold took fence ${fence} a second time`);
    if (event.status === "Started") {
      if (open)
        return broken(`attempt ${event.attempt} of job ${event.jobId} began while job ${open.jobId} was running`);
      if (ended.has(event.jobId ?? "")) return broken(`job ${event.jobId} began again after its end`);
      open = event;
    }
    if (attemptEnds.has(event.status) && open?.jobId === event.jobId) open = undefined;
    if (terminal.has(event.status)) {
      if (ended.has(event.jobId ?? "")) return broken(`job ${event.jobId} ended a second time`);
      ended.add(event.jobId ?? "");
    }
    prevHash = hash;
    fence = event.fence;
  }
  return undefined;
}
