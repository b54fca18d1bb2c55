import type { LeaseHold } from "@baton/lease";
import type { LedgerEvent } from "@baton/store";
import type { Simulation } from "./simulation.ts";
import type { VirtualProcess } from "./virtual-process.ts";

/** Events after which nothing more happens to a job. */
export const terminalEvents = new Set<string>(["Completed", "Cancelled", "DeadLettered", "Discarded"]);

const wakingMs = 10;

/** A time in which job code ran. */
export type CodeInterval = { keyId: string; jobId: string; process: VirtualProcess; from: number; to: number };
type KnownHold = { keyId: string; process: VirtualProcess; hold: LeaseHold };

/** What was promised to whom during a run, and whatever was seen to be wrong at once. */
export class Observations {
  readonly #simulation: Simulation;
  readonly leaseIds = new Set<string>();
  readonly committed: LedgerEvent[] = [];
  readonly code: CodeInterval[] = [];
  /** Steps of which job code was told that they are on the record, as `<job>/<step>`. */
  readonly keptSteps = new Set<string>();
  /** Attempts that said something before they ended, as `<job>/<attempt>`. */
  readonly told = new Set<string>();
  readonly #holds: KnownHold[] = [];
  readonly #fences = new Map<string, number>();
  /** Keys whose lock was deleted: a fence that nobody used can come again. */
  readonly #forgotten = new Set<string>();
  readonly #ended = new Set<string>();
  /** Told of each job when its end is durable. */
  onEnded: (jobId: string) => void = () => undefined;

  constructor(simulation: Simulation) {
    this.#simulation = simulation;
  }

  leaseNoted(leaseId: string): void {
    if (this.leaseIds.has(leaseId)) this.#wrong(`lease id ${leaseId} was used twice`);
    this.leaseIds.add(leaseId);
  }

  held(known: KnownHold): void {
    this.#holds.push(known);
  }

  /** Somebody got a key's lease: no other hold may trust its own any more. */
  acquired(keyId: string, leaseId: string): void {
    for (const { process, hold, keyId: heldKey } of this.#holds) {
      if (heldKey !== keyId || hold.leaseId === leaseId) continue;
      if (!process.alive || process.wasSuspended) continue;
      if (process.run(() => !hold.deadline.passed))
        this.#wrong(`${process.name} still trusts its hold of ${keyId} (fence ${hold.fence}) while another one begins`);
    }
  }

  /** A hold got its fence. */
  minted(keyId: string, fence: number): void {
    if (fence <= (this.#fences.get(keyId) ?? 0)) this.#wrong(`fence ${fence} of ${keyId} was given a second time`);
    this.#fences.set(keyId, fence);
  }

  fenceForgotten(keyId: string): void {
    this.#fences.delete(keyId);
    this.#forgotten.add(keyId);
  }

  /** A hold ended because the ledger refused it: then a newer one must have written. */
  fenced(keyId: string, fence: number, headFence: number): void {
    if (headFence > fence || this.#forgotten.has(keyId)) return;
    this.#wrong(`the hold of ${keyId} with fence ${fence} was shut out, but the head has fence ${headFence}`);
  }

  written(events: LedgerEvent[]): void {
    this.committed.push(...events);
    for (const { jobId, status } of events) {
      if (jobId === undefined || !terminalEvents.has(status) || this.#ended.has(jobId)) continue;
      this.#ended.add(jobId);
      this.onEnded(jobId);
    }
  }

  codeBegins(interval: Omit<CodeInterval, "from" | "to">): CodeInterval {
    const begun = { ...interval, from: this.#simulation.now, to: Number.POSITIVE_INFINITY };
    this.code.push(begun);
    return begun;
  }

  codeEnds(interval: CodeInterval): void {
    interval.to = Math.min(interval.to, this.#simulation.now);
  }

  /** A machine that has just woken may run on for a moment: then its fence is what stops it. */
  stepRuns(process: VirtualProcess, jobId: string, step: string): void {
    if (this.#simulation.now - (process.pauses.at(-1)?.to ?? Number.NEGATIVE_INFINITY) < wakingMs) return;
    if (this.keptSteps.has(`${jobId}/${step}`)) this.#wrong(`${step} of job ${jobId} ran again after it was recorded`);
  }

  stepKept(jobId: string, step: string): void {
    this.keptSteps.add(`${jobId}/${step}`);
  }

  #wrong(what: string): void {
    this.#simulation.fail(new Error(what));
  }
}
