import { defineJob, type JobContext, NonRetryableError } from "@baton/sdk";
import { z } from "zod";
import { readCsvChunk, readCsvHeader } from "./csv/csv-chunk.ts";
import { CsvSummariser } from "./csv/csv-summary.ts";
import { InputFile } from "./input-file.ts";
import type { FetchedInput } from "./job-files.ts";

const input = z.object({
  /** A CSV file in blob container `job-inputs`: UTF-8, column names in the first row. */
  inputBlob: z.string().min(1).max(1024),
  delimiter: z
    .string()
    .regex(/^[^"\r\n]$/, "expected one character that is neither a quote nor a line end")
    .default(","),
  /** Rows per recorded step: what is parsed again after a crash, at most. */
  chunkRows: z.int().min(1).max(100_000).default(2000),
});
type Input = z.output<typeof input>;

/** What the first step found. */
type Fetched = FetchedInput & { columns: string[]; rowsBegin: number };

const maxColumns = 500;

export const dataProcessing = defineJob({
  type: "data-processing",
  description: "Reads a CSV file from blob storage and summarises every column.",
  input,
  async run(options, ctx) {
    // Only now: a thread that runs other jobs need not load the storage SDK.
    const { JobFiles } = await import("./job-files.ts");
    const files = JobFiles.fromEnvironment();
    await using file = await InputFile.create(files, options.inputBlob);
    const fetched = await fetchStep(file, options, ctx);
    const summariser = await parseSteps(file, fetched, options, ctx);
    const summary = await ctx.step("Summarise", () => ({ ...describe(fetched), ...summariser.summary() }), {
      message: stepMessage(3, `Summarise ${fetched.columns.length} columns of ${summariser.rows} rows`),
    });
    const resultBlob = `${ctx.job.tenantId}/${ctx.job.jobId}/summary.json`;
    const write = () => files.writeResult(resultBlob, JSON.stringify(summary, null, 2), ctx.signal);
    await ctx.step("Write summary", write, { message: stepMessage(4, `Write ${resultBlob}`) });
    return { ...summary, resultBlob };
  },
});

function fetchStep(file: InputFile, { inputBlob, delimiter }: Input, ctx: JobContext): Promise<Fetched> {
  const fetch = async () => {
    const fetched = await file.fetch(ctx.signal);
    const header = await readCsvHeader(file.handle, { delimiter, start: 0, signal: ctx.signal });
    if (!header) throw new NonRetryableError(`Input blob "${inputBlob}" has no readable first row`);
    if (header.columns.length > maxColumns) {
      throw new NonRetryableError(`Input blob "${inputBlob}" has more than ${maxColumns} columns`);
    }
    return { ...fetched, columns: header.columns, rowsBegin: header.end };
  };
  return ctx.step("Fetch", fetch, { message: stepMessage(1, `Fetch ${inputBlob}`) });
}

async function parseSteps(
  file: InputFile,
  fetched: Fetched,
  { delimiter, chunkRows }: Input,
  ctx: JobContext,
): Promise<CsvSummariser> {
  const summariser = new CsvSummariser(fetched.columns);
  let start = fetched.rowsBegin;
  while (start < fetched.bytes) {
    const firstRow = summariser.rows + 1;
    const parse = async () =>
      readCsvChunk(await file.content(fetched.sha256, ctx.signal), {
        delimiter,
        start,
        firstRow,
        columns: fetched.columns.length,
        maxRows: chunkRows,
        fileBytes: fetched.bytes,
        signal: ctx.signal,
      });
    const chunk = await ctx.step("Parse and validate", parse, {
      message: stepMessage(2, `Parse and validate from row ${firstRow}`),
    });
    summariser.add(chunk);
    start = chunk.end;
    ctx.progress(Math.floor((start / fetched.bytes) * 100), 100, progressMessage(summariser));
  }
  return summariser;
}

function describe({ blob, bytes, sha256 }: Fetched) {
  return { inputBlob: blob, bytes, sha256 };
}

function progressMessage({ rows, malformed }: CsvSummariser): string {
  return `${rows} rows read, ${malformed} malformed`;
}

function stepMessage(step: number, name: string): string {
  return `Processing step ${step}/4 - ${name}`;
}
