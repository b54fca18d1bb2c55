import type { TransactionAction } from "@azure/data-tables";
import type { EndedJob } from "./ended-jobs.ts";
import { type Dimension, sumRowKey } from "./stats-rows.ts";
import { Tally, tallyFrom } from "./tally.ts";

type Sum = { tally: Tally; name: string | undefined; etag: string | undefined };

/** So many names of a dimension have a row of their own in an hour; the rest is summed in one. */
const namesPerDimension = 100;

/** The sums of one tenant's hour, as they were read and with what is added to them. */
export class HourSums {
  readonly #partition: string;
  readonly #sums = new Map<string, Sum>();
  readonly #changed = new Set<string>();

  constructor(partition: string, rows: Record<string, unknown>[]) {
    this.#partition = partition;
    for (const row of rows)
      this.#sums.set(row["rowKey"] as string, {
        tally: tallyFrom(row),
        name: (row["Name"] as string) || undefined,
        etag: row["etag"] as string,
      });
  }

  /** How many rows are to be written. */
  get changed(): number {
    return this.#changed.size;
  }

  add(job: EndedJob): void {
    this.#addTo("sum:all", undefined, job);
    this.#addNamed("type", job.type, job);
    this.#addNamed("key", job.lockKey, job);
    if (job.submittedBy !== undefined) this.#addNamed("submitter", job.submittedBy, job);
  }

  /** What writes the changed rows if nobody else has changed them. */
  actions(): TransactionAction[] {
    return [...this.#changed].map((rowKey) => {
      const { tally, name = "", etag } = this.#sums.get(rowKey) as Sum;
      const row = { partitionKey: this.#partition, rowKey, Name: name, ...tally.columns };
      return etag === undefined ? ["create", row] : ["update", row, "Replace", { etag }];
    });
  }

  #addNamed(dimension: Dimension, name: string, job: EndedJob): void {
    const rowKey = sumRowKey(dimension, name);
    const isOwn = this.#sums.has(rowKey) || this.#namesOf(dimension) < namesPerDimension;
    if (isOwn) this.#addTo(rowKey, name, job);
    else this.#addTo(sumRowKey(dimension, undefined), undefined, job);
  }

  #addTo(rowKey: string, name: string | undefined, job: EndedJob): void {
    const sum = this.#sums.get(rowKey) ?? { tally: new Tally(), name, etag: undefined };
    sum.tally.add(job);
    this.#sums.set(rowKey, sum);
    this.#changed.add(rowKey);
  }

  #namesOf(dimension: Dimension): number {
    return [...this.#sums.keys()].filter((rowKey) => rowKey.startsWith(`sum:${dimension}:`)).length;
  }
}
