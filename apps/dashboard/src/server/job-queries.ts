import { isUuid, type JobDetail, type JobEvent, type JobSummary, type RejectedMessage } from "@baton/contracts";
import type { JobReader } from "@baton/store";
import { type Answer, refused } from "./answer.ts";
import type { StorageGate } from "./storage-gate.ts";

export type JobQueriesDeps = {
  gate: StorageGate;
  reader: Pick<JobReader, "newestEvents" | "newestJobs" | "findJob" | "rejectedMessages">;
};

const newestEventsLimit = 200;
const newestJobsLimit = 100;
const rejectedLimit = 50;

/** What lists and pages ask for. */
export class JobQueries {
  readonly #deps: JobQueriesDeps;

  constructor(deps: JobQueriesDeps) {
    this.#deps = deps;
  }

  newestEvents(): Promise<Answer<JobEvent[]>> {
    return this.#deps.gate.use(() => this.#deps.reader.newestEvents(newestEventsLimit));
  }

  newestJobs(): Promise<Answer<JobSummary[]>> {
    return this.#deps.gate.use(() => this.#deps.reader.newestJobs(newestJobsLimit));
  }

  rejectedMessages(): Promise<Answer<RejectedMessage[]>> {
    return this.#deps.gate.use(() => this.#deps.reader.rejectedMessages(rejectedLimit));
  }

  async findJob(jobId: string): Promise<Answer<JobDetail>> {
    if (!isUuid(jobId)) return refused("invalid-job-id", `"${jobId.slice(0, 100)}" is not a UUID.`);
    const found = await this.#deps.gate.use(() => this.#deps.reader.findJob(jobId.toLowerCase()));
    if (found.kind === "problem") return found;
    if (!found.value) return refused("unknown-job", `No job has the id ${jobId}.`);
    return { kind: "ok", value: found.value };
  }
}
