import { type JobRow, readJobRow, readJobRows, type Storage } from "@baton/store";

const rememberedWrites = 10_000;

/**
 * Which waiting jobs are on the record already. What was read holds for as long as the hold does, because nobody
 * else writes this ledger; what this hold writes itself is read again.
 */
export class RecordedJobs {
  readonly #table: Storage["ledger"];
  readonly #keyId: string;
  /** The ledger began with this hold: no job can be on it that this hold did not write. */
  #isNew: boolean;
  readonly #read = new Map<string, JobRow | undefined>();
  readonly #written = new Set<string>();
  #coming: Promise<void> | undefined;
  /** Rises when it is forgotten what was written: a read from before may be out of date. */
  #forgotten = 0;

  constructor(table: Storage["ledger"], keyId: string, isNew: boolean) {
    this.#table = table;
    this.#keyId = keyId;
    this.#isNew = isNew;
  }

  /** @param together the jobs that wait with it: they are read in the same request. */
  async find(jobId: string, together: string[]): Promise<JobRow | undefined> {
    if (this.#written.has(jobId)) return readJobRow(this.#table, this.#keyId, jobId);
    if (this.#isNew) return undefined;
    if (!this.#read.has(jobId)) await this.#coming;
    if (!this.#read.has(jobId)) return (await this.#readTogether([jobId, ...together])).get(jobId);
    return this.#read.get(jobId);
  }

  /** Reads in advance what will be asked for soon. */
  expect(jobIds: string[]): void {
    if (this.#isNew) return;
    // Whoever asks for them reads them again, and meets the failure.
    this.#coming = this.#readTogether(jobIds).then(
      () => undefined,
      () => undefined,
    );
  }

  /** This hold has written the job's row. */
  wrote(jobId: string): void {
    this.#read.delete(jobId);
    this.#written.add(jobId);
    if (this.#written.size <= rememberedWrites) return;
    this.#written.clear();
    this.#read.clear();
    this.#isNew = false;
    this.#forgotten += 1;
  }

  async #readTogether(jobIds: string[]): Promise<Map<string, JobRow>> {
    const wanted = jobIds.filter((jobId) => !this.#written.has(jobId));
    const forgotten = this.#forgotten;
    const found = await readJobRows(this.#table, this.#keyId, wanted);
    if (forgotten !== this.#forgotten) return found;
    this.#read.clear();
    for (const jobId of wanted) this.#read.set(jobId, found.get(jobId));
    return found;
  }
}
