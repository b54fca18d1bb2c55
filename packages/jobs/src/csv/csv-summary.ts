import { type ColumnSummary, summariseColumn } from "./column-summary.ts";
import { ColumnTallier } from "./column-tally.ts";
import { type CsvChunk, type MalformedRow, malformedSamples } from "./csv-chunk.ts";

export type CsvSummary = {
  rows: number;
  malformedRows: { count: number; samples: MalformedRow[] };
  columns: ColumnSummary[];
};

const tallyBytes = 32 * 1024 * 1024;

/** Puts the chunks of one file together. */
export class CsvSummariser {
  readonly #columns: string[];
  readonly #talliers: ColumnTallier[];
  readonly #samples: MalformedRow[] = [];
  #rows = 0;
  #malformed = 0;

  constructor(columns: string[]) {
    this.#columns = columns;
    this.#talliers = columns.map(() => new ColumnTallier(tallyBytes / columns.length));
  }

  /** Rows so far, malformed ones included. */
  get rows(): number {
    return this.#rows;
  }

  get malformed(): number {
    return this.#malformed;
  }

  add(chunk: CsvChunk): void {
    this.#rows += chunk.rows;
    this.#malformed += chunk.malformed;
    this.#samples.push(...chunk.samples.slice(0, malformedSamples - this.#samples.length));
    for (const [index, tally] of chunk.tallies.entries()) this.#talliers[index]?.merge(tally);
  }

  summary(): CsvSummary {
    return {
      rows: this.#rows - this.#malformed,
      malformedRows: { count: this.#malformed, samples: this.#samples },
      columns: this.#columns.map((name, index) => summariseColumn(name, this.#tally(index))),
    };
  }

  #tally(index: number) {
    return (this.#talliers[index] ?? new ColumnTallier(0)).toJSON();
  }
}
