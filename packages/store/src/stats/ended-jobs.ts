import type { TransactionAction } from "@azure/data-tables";
import { isTerminal, type JobStatus } from "@baton/contracts";
import type { JobRow } from "../ledger/job-row.ts";
import type { Storage } from "../storage.ts";
import { orUndefinedIfMissing } from "../storage-errors.ts";
import { countedRowKey, dueRow, freshRowKey, hourOf, statsPartition } from "./stats-rows.ts";

/** What the statistics need to know of a job that has ended. */
export type EndedJob = {
  jobId: string;
  tenantId: string;
  lockKey: string;
  type: string;
  submittedBy?: string;
  outcome: JobStatus;
  endedAt: string;
  /** Missing when it never started. */
  waitMs?: number;
  runMs?: number;
};

const rowsPerTransaction = 100;
const readsAtOnce = 32;

/**
 * The jobs that are to be counted, as their holders tell: a row each in the partition of its tenant and hour, and then
 * a note that there is something in it. Telling of a job again does no harm.
 */
export class EndedJobs {
  readonly #storage: Pick<Storage, "stats">;

  constructor(storage: Pick<Storage, "stats">) {
    this.#storage = storage;
  }

  async put(jobs: EndedJob[]): Promise<void> {
    const byPartition = Map.groupBy(jobs, ({ tenantId, endedAt }) => statsPartition(tenantId, hourOf(endedAt)));
    await Promise.all([...byPartition].map(([partition, group]) => this.#putTogether(partition, group)));
  }

  /** The same for jobs of which most may have been counted long ago: those are left out. */
  async putUncounted(jobs: EndedJob[]): Promise<void> {
    for (let from = 0; from < jobs.length; from += readsAtOnce) {
      const some = jobs.slice(from, from + readsAtOnce);
      const counted = await Promise.all(some.map((job) => this.#isCounted(job)));
      await this.put(some.filter((_, at) => !counted[at]));
    }
  }

  async #isCounted({ tenantId, endedAt, jobId }: EndedJob): Promise<boolean> {
    const partition = statsPartition(tenantId, hourOf(endedAt));
    return (await orUndefinedIfMissing(this.#storage.stats.getEntity(partition, countedRowKey(jobId)))) !== undefined;
  }

  async #putTogether(partition: string, jobs: EndedJob[]): Promise<void> {
    const [first] = jobs;
    if (!first) return;
    const { stats } = this.#storage;
    for (let from = 0; from < jobs.length; from += rowsPerTransaction) {
      const some = jobs.slice(from, from + rowsPerTransaction);
      await stats.submitTransaction(
        some.map((job): TransactionAction => ["upsert", toFreshRow(partition, job), "Replace"]),
      );
    }
    await stats.upsertEntity(dueRow(first.tenantId, hourOf(first.endedAt)), "Replace");
  }
}

/** @returns undefined while the job has not ended. */
export function endedJobOf(row: JobRow): EndedJob | undefined {
  const { jobId, tenantId, lockKey, type, submittedBy, status, queuedAt, startedAt, endedAt, attempts } = row;
  if (endedAt === undefined || !isTerminal(status)) return undefined;
  const ranMs = attempts.map((attempt) => between(attempt.startedAt, attempt.endedAt ?? attempt.startedAt));
  const times =
    startedAt === undefined
      ? {}
      : { waitMs: between(queuedAt, startedAt), runMs: ranMs.reduce((sum, ms) => sum + ms, 0) };
  const job = { jobId, tenantId, lockKey, type, outcome: status, endedAt, ...times };
  return submittedBy === undefined ? job : { ...job, submittedBy };
}

/** Two workers' clocks may differ: never below 0. */
function between(from: string, to: string): number {
  return Math.max(0, Date.parse(to) - Date.parse(from));
}

/** A dead letter counts as one, whether it was discarded before it was counted or after. */
function toFreshRow(partition: string, job: EndedJob) {
  const counted: EndedJob = job.outcome === "Discarded" ? { ...job, outcome: "DeadLettered" } : job;
  return { partitionKey: partition, rowKey: freshRowKey(job.jobId), Job: JSON.stringify(counted) };
}

export function endedJobFrom(row: Record<string, unknown>): EndedJob {
  return JSON.parse(row["Job"] as string) as EndedJob;
}
