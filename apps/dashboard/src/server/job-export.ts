import { Readable } from "node:stream";
import {
  type ExportFormat,
  type JobSummary,
  jobExportQuerySchema,
  type Redaction,
  validationIssues,
} from "@baton/contracts";
import { type JobPage, toSummary } from "@baton/store";
import { stringify } from "csv-stringify";
import { type Answer, andThen, ok, refused } from "./answer.ts";
import { type JobSearch, type OwnSearch, withoutEmpty } from "./job-search.ts";

export type ExportedJobs = { fileName: string; contentType: string; body: ReadableStream<Uint8Array> };

const rowsPerPage = 500;

const contentTypes: Record<ExportFormat, string> = {
  csv: "text/csv; charset=utf-8",
  ndjson: "application/x-ndjson",
};

const columns: (keyof JobSummary)[] = [
  "jobId",
  "status",
  "type",
  "name",
  "tenantId",
  "lockKey",
  "priority",
  "attempts",
  "submittedBy",
  "correlationId",
  "createdAt",
  "queuedAt",
  "runAt",
  "startedAt",
  "endedAt",
  "workerId",
  "fence",
  "replayedBy",
  "message",
];

/** `GET /api/jobs/export`: all that match, page by page as they are taken: no more than a page is ever held. */
export class JobExport {
  readonly #search: Pick<JobSearch, "page" | "sought">;
  readonly #redaction: Redaction;

  constructor(search: Pick<JobSearch, "page" | "sought">, redaction: Redaction) {
    this.#search = search;
    this.#redaction = redaction;
  }

  /** @param query of the address, all text. */
  async open(query: Record<string, string>): Promise<Answer<ExportedJobs>> {
    const parsed = jobExportQuerySchema.safeParse(withoutEmpty(query));
    if (!parsed.success) return refused("invalid-query", undefined, { errors: validationIssues(parsed.error) });
    const { filter, format } = parsed.data;
    const search = this.#search.sought(filter);
    // An outage now is an answer; one that comes later breaks the download off.
    return andThen(await this.#search.page(search, rowsPerPage), async (first) =>
      ok({
        fileName: `baton-jobs-${new Date().toISOString().slice(0, 19).replaceAll(":", "-")}Z.${format}`,
        contentType: contentTypes[format],
        body: bodyOf(format, this.#jobs(search, first)),
      }),
    );
  }

  async *#jobs(search: OwnSearch, first: JobPage): AsyncGenerator<JobSummary> {
    for (let page = first; ; ) {
      yield* this.#redaction.answer(page.jobs.map(toSummary));
      if (page.cursor === undefined) return;
      const next = await this.#search.page(search, rowsPerPage, page.cursor);
      if (next.kind === "problem") throw new Error(`The export broke off: ${next.problem.title}`);
      page = next.value;
    }
  }
}

function bodyOf(format: ExportFormat, jobs: AsyncGenerator<JobSummary>): ReadableStream<Uint8Array> {
  const rows = Readable.from(jobs);
  const text = format === "csv" ? rows.pipe(csvWriter()) : rows.map((job: JobSummary) => `${JSON.stringify(job)}\n`);
  // `pipe` passes on neither what breaks the source nor that nobody reads any more.
  rows.on("error", (err) => text.destroy(err));
  text.on("close", () => rows.destroy());
  return Readable.toWeb(text) as ReadableStream<Uint8Array>;
}

/** For spreadsheets: with the mark by which they know UTF-8, and no text that they would take for a formula. */
function csvWriter() {
  return stringify({ header: true, columns, bom: true, escape_formulas: true, record_delimiter: "windows" });
}
