import { createHash, randomUUID } from "node:crypto";
import { isTerminal, type Job, jobIdAt } from "@baton/contracts";
import { keyId } from "../key-id.ts";
import { readJobRow } from "../ledger/ledger-reader.ts";
import type { Storage } from "../storage.ts";
import { JobIndex } from "../views/job-index.ts";
import { type DueRun, dueRun } from "./due-run.ts";
import { withRun } from "./recent-runs.ts";
import { jobOf, type PendingFire, type ScheduleRow } from "./schedule-row.ts";
import { type ScheduleName, ScheduleTable } from "./schedule-table.ts";

/** A job to submit, or when to look again; undefined: not before the schedule is changed. */
export type FireLook = { kind: "submit"; job: Job } | { kind: "wait"; until: Date | undefined };

/** Whoever claims a run has submitted it by then, or is gone, or does it again with the same job id. */
const abandonedAfterMs = 6000;
/** A job that neither ledger nor lists know of by then was lost with its broker; nothing waits for it. */
const lostAfterMs = 3600 * 1000;

/**
 * How runs are fired, by as many leaders as there may be. A run is claimed on its schedule's row, by ETag: then its
 * job id is fixed, and the next time. Its job is submitted from that claim, and the claim is taken off. Whatever
 * happens in between, the claim is found and its job is submitted again, under the same id.
 */
export class ScheduleFires {
  readonly #storage: Storage;
  readonly #table: ScheduleTable;
  readonly #index: JobIndex;
  /** Tells our own claims from others', also one whose answer was lost. */
  readonly #claimant = randomUUID();

  constructor(storage: Storage) {
    this.#storage = storage;
    this.#table = new ScheduleTable(storage);
    this.#index = new JobIndex(storage);
  }

  /** When each schedule is to be looked at; those that wait for somebody to change them are left out. */
  async upcoming(): Promise<(ScheduleName & { dueAt: Date })[]> {
    const rows = await this.#table.upcoming();
    return rows.flatMap(({ nextAt, pendingFire, ...name }) => {
      const dueAt = pendingFire ? this.#submittableAt(pendingFire) : dateOf(nextAt);
      return dueAt ? [{ ...name, dueAt }] : [];
    });
  }

  /** Claims the run that is due, or finds the one that was claimed before. */
  async look(name: ScheduleName): Promise<FireLook> {
    const row = await this.#table.read(name);
    if (!row) return wait(undefined);
    const now = this.#storage.clock.now();
    if (row.pendingFire) {
      const from = this.#submittableAt(row.pendingFire);
      return from > now ? wait(from) : submit(row, row.pendingFire);
    }
    const due = dueRun(row, now);
    if (due) return this.#claim(row, due, now);
    return wait(dateOf(row.nextAt));
  }

  /** Takes the claim off whose job the broker has accepted. @returns when to look again. */
  async settle(name: ScheduleName, job: Job): Promise<Date | undefined> {
    for (;;) {
      const row = await this.#table.read(name);
      if (!row) return undefined;
      if (row.pendingFire?.jobId !== job.jobId) return dateOf(row.nextAt);
      const { pendingFire, ...rest } = row;
      const lastKeyId = keyId(job.tenantId, job.lockKey);
      const recentRuns = withRun(row.recentRuns, pendingFire);
      const settled = { ...rest, lastFiredAt: pendingFire.at, lastJobId: job.jobId, lastKeyId, recentRuns };
      if (await this.#table.replace(settled)) return dateOf(row.nextAt);
    }
  }

  async #claim({ nextAt: _past, ...row }: ScheduleRow, due: DueRun, now: Date): Promise<FireLook> {
    const at = due.at.toISOString();
    const next = { ...row, ...(due.next ? { nextAt: due.next.toISOString() } : {}) };
    const reason = await this.#whyNot(row, due, now);
    if (reason) {
      const passed = await this.#table.replace({ ...next, lastSkip: { at, reason } });
      return wait(passed ? due.next : now);
    }
    const pendingFire = { at, jobId: fireJobId(row, due.at), claimedAt: now.toISOString(), claimedBy: this.#claimant };
    if (!(await this.#table.replace({ ...next, pendingFire }))) return wait(now);
    return submit(row, pendingFire);
  }

  async #whyNot(row: ScheduleRow, { isMissed }: DueRun, now: Date): Promise<"missed" | "overlap" | undefined> {
    if (isMissed && row.missed === "skip") return "missed";
    return row.overlap === "skip" && (await this.#isUnfinished(row, now)) ? "overlap" : undefined;
  }

  /** By the ledger's word; the lists may be behind. */
  async #isUnfinished({ tenantId, lastJobId, lastKeyId, lastFiredAt }: ScheduleRow, now: Date): Promise<boolean> {
    if (lastJobId === undefined || lastKeyId === undefined || lastFiredAt === undefined) return false;
    const recorded = await readJobRow(this.#storage.ledger, lastKeyId, lastJobId);
    const known = recorded ?? (await this.#index.find(tenantId, lastJobId));
    return known ? !isTerminal(known.status) : now.getTime() - new Date(lastFiredAt).getTime() < lostAfterMs;
  }

  #submittableAt({ claimedAt, claimedBy }: PendingFire): Date {
    return new Date(new Date(claimedAt).getTime() + (claimedBy === this.#claimant ? 0 : abandonedAfterMs));
  }
}

/** The same for every leader. */
function fireJobId({ tenantId, scheduleId }: ScheduleName, at: Date): string {
  const meaning = JSON.stringify([scheduleId, tenantId, at.toISOString()]);
  return jobIdAt(at, createHash("sha256").update(meaning, "utf8").digest().subarray(0, 16));
}

function submit(row: ScheduleRow, { jobId, at }: { jobId: string; at: string }): FireLook {
  return { kind: "submit", job: jobOf(row, jobId, at) };
}

function dateOf(time: string | undefined): Date | undefined {
  return time === undefined ? undefined : new Date(time);
}

function wait(until: Date | undefined): FireLook {
  return { kind: "wait", until };
}
