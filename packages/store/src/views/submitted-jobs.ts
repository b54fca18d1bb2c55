import type { Job } from "@baton/contracts";
import type { Storage } from "../storage.ts";

/** REST submissions, shown from before they are published until a worker has ingested them. */
export class SubmittedJobs {
  readonly storage: Storage;
  constructor(storage: Storage) {
    this.storage = storage;
  }

  /** Makes the job findable with status `Submitted`. */
  async add(_job: Job): Promise<void> {
    throw new Error("next commit");
  }

  /** Takes back what the broker did not accept; leaves a job alone that a worker has seen meanwhile. */
  async takeBack(_job: Job): Promise<void> {
    throw new Error("next commit");
  }
}
