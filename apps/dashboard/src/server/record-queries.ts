import { isUuid, type JobNeighbours, type JobRecord } from "@baton/contracts";
import type { IndexedJob, JobNeighbourhood, JobReader, JobRecords } from "@baton/store";
import { type Answer, andThen, ok, refused } from "./answer.ts";
import type { StorageGate } from "./storage-gate.ts";

export type RecordQueriesDeps = {
  gate: StorageGate;
  /** For whoever asks now. */
  reader: () => Pick<JobReader, "findIndexed">;
  records: Pick<JobRecords, "page">;
  neighbourhood: Pick<JobNeighbourhood, "of">;
};

/** What the ledger of its lock key tells of a job beside its trail. */
export class RecordQueries {
  readonly #deps: RecordQueriesDeps;

  constructor(deps: RecordQueriesDeps) {
    this.#deps = deps;
  }

  /** @param from of the address: the event to begin with; missing: the first. */
  async record(jobId: string, from: string | undefined): Promise<Answer<JobRecord>> {
    const firstSeq = from === undefined ? undefined : Number(from);
    if (firstSeq !== undefined && !(Number.isSafeInteger(firstSeq) && firstSeq > 0))
      return refused("invalid-query", "Expected the number of an event as from.");
    const found = await this.#find(jobId);
    return andThen(found, (job) => this.#deps.gate.use(() => this.#deps.records.page(job, firstSeq)));
  }

  async neighbours(jobId: string): Promise<Answer<JobNeighbours>> {
    const found = await this.#find(jobId);
    return andThen(found, (job) => this.#deps.gate.use(() => this.#deps.neighbourhood.of(job)));
  }

  async #find(jobId: string): Promise<Answer<IndexedJob>> {
    if (!isUuid(jobId)) return refused("invalid-job-id", `"${jobId.slice(0, 100)}" is not a UUID.`);
    const found = await this.#deps.gate.use(() => this.#deps.reader().findIndexed(jobId.toLowerCase()));
    return andThen(found, async (job) => (job ? ok(job) : refused("unknown-job", `No job has the id ${jobId}.`)));
  }
}
