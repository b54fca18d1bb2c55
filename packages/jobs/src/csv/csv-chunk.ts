import type { FileHandle } from "node:fs/promises";
import { ColumnTallier, type ColumnTally } from "./column-tally.ts";
import { type CsvOptions, type CsvRow, readCsvRows } from "./csv-rows.ts";

/** A row that does not fit the header or whose quotes are broken; `row` counts from 1 behind the header. */
export type MalformedRow = { row: number; reason: string; text: string };

/** Some rows, tallied, in a form that a step can record. */
export type CsvChunk = {
  rows: number;
  malformed: number;
  samples: MalformedRow[];
  tallies: ColumnTally[];
  /** Where the next chunk begins, in bytes. */
  end: number;
};

export type ChunkOptions = CsvOptions & { columns: number; firstRow: number; maxRows: number; fileBytes: number };

export const malformedSamples = 5;
const sampleChars = 200;
// The tallies of a chunk are recorded: they stay well below the bound of a step's result (1 MiB).
const tallyBytes = 512 * 1024;

/** The column names, made unique, and where the rows begin. Undefined when the file has no readable first row. */
export async function readCsvHeader(
  file: FileHandle,
  options: CsvOptions,
): Promise<{ columns: string[]; end: number } | undefined> {
  for await (const row of readCsvRows(file, options)) {
    return row.kind === "fields" ? { columns: columnNames(row.fields), end: row.end } : undefined;
  }
  return undefined;
}

export async function readCsvChunk(file: FileHandle, options: ChunkOptions): Promise<CsvChunk> {
  const talliers = Array.from({ length: options.columns }, () => new ColumnTallier(tallyBytes / options.columns));
  const samples: MalformedRow[] = [];
  let rows = 0;
  let malformed = 0;
  let end = options.fileBytes;
  for await (const row of readCsvRows(file, options)) {
    rows++;
    const complaint = complaintAbout(row, options);
    if (complaint) {
      malformed++;
      if (samples.length < malformedSamples) samples.push({ row: options.firstRow + rows - 1, ...complaint });
    } else if (row.kind === "fields") {
      for (const [column, field] of row.fields.entries()) talliers[column]?.add(field);
    }
    if (rows === options.maxRows) {
      end = row.end;
      break;
    }
  }
  return { rows, malformed, samples, tallies: talliers.map((tallier) => tallier.toJSON()), end };
}

function complaintAbout(row: CsvRow, options: ChunkOptions): Omit<MalformedRow, "row"> | undefined {
  if (row.kind === "broken") return { reason: row.reason, text: row.text.slice(0, sampleChars) };
  if (row.fields.length === options.columns) return undefined;
  return {
    reason: `expected ${options.columns} fields, got ${row.fields.length}`,
    text: row.fields.join(options.delimiter).slice(0, sampleChars),
  };
}

function columnNames(fields: string[]): string[] {
  const seen = new Map<string, number>();
  return fields.map((field, index) => {
    const name = field.trim() || `column ${index + 1}`;
    const times = (seen.get(name) ?? 0) + 1;
    seen.set(name, times);
    return times === 1 ? name : `${name} (${times})`;
  });
}
