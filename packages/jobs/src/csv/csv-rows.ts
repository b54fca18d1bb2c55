import type { FileHandle } from "node:fs/promises";
import { CsvError, Parser } from "csv-parse";

/** One row of the file. `end` is the byte behind it, where reading can begin again. */
export type CsvRow =
  | { kind: "fields"; fields: string[]; end: number }
  | { kind: "broken"; text: string; reason: string; end: number };

export type CsvOptions = { delimiter: string; start: number; signal: AbortSignal };

const maxRowBytes = 256 * 1024;
const sampleBytes = 400;

/**
 * Reads a CSV file row by row from `start`. A row with broken quotes is given as `broken`, and reading goes on
 * with the line after its first: a stray quote costs one line, not everything up to the next quote.
 */
export async function* readCsvRows(file: FileHandle, options: CsvOptions): AsyncGenerator<CsvRow, void> {
  let start = options.start;
  for (;;) {
    const stop = yield* readUntilBroken(file, { ...options, start });
    if (stop.kind === "end") return;
    const line = await readLine(file, stop.at);
    yield { kind: "broken", text: line.text, reason: stop.reason, end: line.end };
    start = line.end;
  }
}

type Stop = { kind: "end" } | { kind: "broken"; at: number; reason: string };

async function* readUntilBroken(
  file: FileHandle,
  { delimiter, start, signal }: CsvOptions,
): AsyncGenerator<CsvRow, Stop> {
  let rows: CsvRow[] = [];
  let end = start;
  // Rows are taken in the callback: a stream that fails drops what was read before the failure.
  const parser = new Parser({
    delimiter,
    bom: start === 0,
    max_record_size: maxRowBytes,
    record_delimiter: ["\r\n", "\n", "\r"],
    relax_column_count: true,
    skip_empty_lines: true,
    on_record: (fields: string[], { bytes }) => {
      end = start + bytes;
      rows.push({ kind: "fields", fields, end });
      return null;
    },
  });
  // `events.once` would reject at the error; that is looked at below, with the rows before it in hand.
  const closed = new Promise((resolve) => parser.on("error", () => undefined).on("close", resolve));
  parser.resume();
  const taken = () => {
    const batch = rows;
    rows = [];
    return batch;
  };

  for await (const chunk of readBytes(file, start, 64 * 1024)) {
    signal.throwIfAborted();
    await new Promise<void>((resolve) => parser.write(chunk, () => resolve()));
    yield* taken();
    if (parser.errored) break;
  }
  if (!parser.errored) parser.end();
  await closed;
  yield* taken();
  if (!parser.errored) return { kind: "end" };
  if (parser.errored instanceof CsvError) return { kind: "broken", at: end, reason: parser.errored.message };
  throw parser.errored;
}

/** The first line at or behind `at` that is not empty: its beginning as text, and where the next one begins. */
async function readLine(file: FileHandle, at: number): Promise<{ text: string; end: number }> {
  const isLineEnd = (byte: number) => byte === 0x0a || byte === 0x0d;
  const bytes: number[] = [];
  let end = at;
  let begun = false;
  for await (const chunk of readBytes(file, at, 4096)) {
    for (const byte of chunk as Buffer) {
      if (begun && isLineEnd(byte)) return { text: Buffer.from(bytes).toString(), end };
      end++;
      if (isLineEnd(byte)) continue;
      begun = true;
      if (bytes.length < sampleBytes) bytes.push(byte);
    }
  }
  return { text: Buffer.from(bytes).toString(), end };
}

async function* readBytes(file: FileHandle, start: number, chunkBytes: number): AsyncGenerator<Buffer, void> {
  for (let position = start; ; ) {
    const { bytesRead, buffer } = await file.read({ buffer: Buffer.allocUnsafe(chunkBytes), position });
    if (bytesRead === 0) return;
    yield buffer.subarray(0, bytesRead);
    position += bytesRead;
  }
}
