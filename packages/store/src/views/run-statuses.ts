import { isTerminal, type JobStatus } from "@baton/contracts";
import { RecentMap } from "../recent-map.ts";
import { JobIndex } from "./job-index.ts";

const remembered = 5000;

/** Where the jobs of schedules' runs stand, as the lists have it: a request a job, and none for one that is over. */
export class RunStatuses {
  readonly #index: JobIndex;
  readonly #final = new RecentMap<string, JobStatus>(remembered);

  constructor(storage: ConstructorParameters<typeof JobIndex>[0]) {
    this.#index = new JobIndex(storage);
  }

  /** @returns undefined while no list knows the job. */
  async find(tenantId: string, jobId: string): Promise<JobStatus | undefined> {
    const known = this.#final.get(jobId);
    if (known) return known;
    const status = (await this.#index.find(tenantId, jobId))?.status;
    if (status && isFinal(status)) this.#final.set(jobId, status);
    return status;
  }
}

/** A dead letter may still be discarded. */
function isFinal(status: JobStatus): boolean {
  return isTerminal(status) && status !== "DeadLettered";
}
