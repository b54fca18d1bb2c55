import type { JobDetail, JobEvent, JobSummary, RejectedMessage } from "@baton/contracts";
import type { Storage } from "../storage.ts";

/** What lists, pages and the API read. Never scans a table. */
export class JobReader {
  readonly storage: Storage;

  constructor(storage: Storage) {
    this.storage = storage;
  }

  /** The newest events of all tenants, newest first. */
  async newestEvents(_limit: number): Promise<JobEvent[]> {
    throw new Error("next commit");
  }

  /** The newest jobs of all tenants, newest first. */
  async newestJobs(_limit: number): Promise<JobSummary[]> {
    throw new Error("next commit");
  }

  /** A job with its whole trail, oldest first, by its job id or by the UUID that its submitter gave it. */
  async findJob(_id: string): Promise<JobDetail | undefined> {
    throw new Error("next commit");
  }

  async rejectedMessages(_limit: number): Promise<RejectedMessage[]> {
    throw new Error("next commit");
  }
}
