import {
  type DeadLetterGroups,
  type DeadLetterList,
  deadLetterGroupsQuerySchema,
  deadLetterQuerySchema,
  isUuid,
  type JobDetail,
  type JobEvent,
  type JobSummary,
  jobEventsQuerySchema,
  type RejectedMessage,
  validationIssues,
} from "@baton/contracts";
import { type JobReader, toSummary } from "@baton/store";
import type { Callers } from "./access/callers.ts";
import { type Answer, andThen, ok, refused } from "./answer.ts";
import { withoutEmpty } from "./job-search.ts";
import type { StorageGate } from "./storage-gate.ts";
import { findYoung } from "./young-job.ts";

export type JobQueriesDeps = {
  gate: StorageGate;
  /** For whoever asks now. */
  reader: () => Pick<
    JobReader,
    | "newestEvents"
    | "newestEventsOf"
    | "newestJobs"
    | "findJob"
    | "rejectedMessages"
    | "deadLetters"
    | "deadLetterGroups"
  >;
  callers: Pick<Callers, "current">;
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

  /** `GET /api/jobs`. @param query of the address, all text. */
  async sought(query: Record<string, string>): Promise<Answer<JobEvent[]>> {
    const parsed = jobEventsQuerySchema.safeParse(withoutEmpty(query));
    if (!parsed.success) return refused("invalid-query", undefined, { errors: validationIssues(parsed.error) });
    if (!parsed.data.mine) return this.newestEvents();
    const { gate, reader, callers } = this.#deps;
    return gate.use(() => reader().newestEventsOf(callers.current.name, newestEventsLimit));
  }

  newestEvents(): Promise<Answer<JobEvent[]>> {
    return this.#deps.gate.use(() => this.#deps.reader().newestEvents(newestEventsLimit));
  }

  newestJobs(): Promise<Answer<JobSummary[]>> {
    return this.#deps.gate.use(() => this.#deps.reader().newestJobs(newestJobsLimit));
  }

  rejectedMessages(): Promise<Answer<RejectedMessage[]>> {
    return this.#deps.gate.use(() => this.#deps.reader().rejectedMessages(rejectedLimit));
  }

  /** @param query of the address, all text. */
  async deadLetters(query: Record<string, string>): Promise<Answer<DeadLetterList>> {
    const parsed = deadLetterQuerySchema.safeParse(query);
    if (!parsed.success) return refused("invalid-query", undefined, { errors: validationIssues(parsed.error) });
    const { limit, cursor, tenant: tenantId, ...filter } = parsed.data;
    const read = () => this.#deps.reader().deadLetters({ ...filter, tenantId }, limit, cursor);
    const page = await this.#deps.gate.use(read);
    return andThen(page, async ({ jobs, ...rest }) => ok({ jobs: jobs.map(toSummary), ...rest }));
  }

  /** @param query of the address, all text. */
  async deadLetterGroups(query: Record<string, string>): Promise<Answer<DeadLetterGroups>> {
    const parsed = deadLetterGroupsQuerySchema.safeParse(query);
    if (!parsed.success) return refused("invalid-query", undefined, { errors: validationIssues(parsed.error) });
    const { cursor, tenant: tenantId, ...filter } = parsed.data;
    return this.#deps.gate.use(() => this.#deps.reader().deadLetterGroups({ ...filter, tenantId }, cursor));
  }

  async findJob(jobId: string): Promise<Answer<JobDetail>> {
    if (!isUuid(jobId)) return refused("invalid-job-id", `"${jobId.slice(0, 100)}" is not a UUID.`);
    const { gate, reader } = this.#deps;
    const found = await findYoung(jobId, () => gate.use(() => reader().findJob(jobId.toLowerCase())));
    if (found.kind === "problem") return found;
    if (!found.value) return refused("unknown-job", `No job has the id ${jobId}.`);
    return { kind: "ok", value: found.value };
  }
}
