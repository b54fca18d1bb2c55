import type { Job } from "@baton/contracts";
import { headerOf } from "../job-header.ts";
import { keyId } from "../key-id.ts";
import type { JobIndex } from "./job-index.ts";

/** REST submissions, shown from before they are published until a worker has ingested them. */
export class SubmittedJobs {
  readonly #index: JobIndex;

  constructor(index: JobIndex) {
    this.#index = index;
  }

  /** Makes the job findable with status `Submitted`. */
  async add(job: Job): Promise<void> {
    await this.#index.raise([
      {
        ...headerOf(job),
        keyId: keyId(job.tenantId, job.lockKey),
        seq: -1,
        status: "Submitted",
        message: "Submitted",
        attempts: 0,
      },
    ]);
  }

  /** Takes back what the broker did not accept; leaves a job alone that a worker has seen meanwhile. */
  async takeBack(job: Job): Promise<void> {
    await this.#index.removeSubmitted(job.tenantId, job.jobId);
  }
}
