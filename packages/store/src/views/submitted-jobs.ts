import type { Job, JobStatus } from "@baton/contracts";
import { headerOf } from "../job-header.ts";
import { keyId } from "../key-id.ts";
import type { JobIndex } from "./job-index.ts";

/** REST submissions, shown from before they are published until a worker has ingested them. */
export class SubmittedJobs {
  readonly #index: JobIndex;

  constructor(index: JobIndex) {
    this.#index = index;
  }

  /** Makes jobs findable with status `Submitted`; those that are further already stay as they are. */
  async add(jobs: Job[]): Promise<void> {
    const unique = [...new Map(jobs.map((job) => [job.jobId, job])).values()];
    await this.#index.raise(
      unique.map((job) => ({
        ...headerOf(job),
        keyId: keyId(job.tenantId, job.lockKey),
        seq: -1,
        status: "Submitted",
        message: "Submitted",
        attempts: 0,
      })),
    );
  }

  /** Where a job stands; `Submitted` also when whoever submitted it got no further than its id. */
  async statusOf({ tenantId, jobId }: Job): Promise<JobStatus> {
    return (await this.#index.find(tenantId, jobId))?.status ?? "Submitted";
  }

  /** Takes back what the broker did not accept; leaves a job alone that a worker has seen meanwhile. */
  async takeBack(job: Job): Promise<void> {
    await this.#index.removeSubmitted(job.tenantId, job.jobId);
  }
}
