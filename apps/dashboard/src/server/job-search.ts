import {
  type JobFilter,
  type JobList,
  jobSearchQuerySchema,
  searchTime,
  type Tenants,
  validationIssues,
} from "@baton/contracts";
import { type JobPage, type JobReader, type SoughtJobs, searchedBackTo, toSummary } from "@baton/store";
import type { Caller, Callers } from "./access/callers.ts";
import { type Answer, andThen, ok, refused } from "./answer.ts";
import type { StorageGate } from "./storage-gate.ts";

export type JobSearchDeps = {
  gate: StorageGate;
  reader: Pick<JobReader, "within">;
  callers: Pick<Callers, "current">;
};

/** What somebody seeks, and where: what goes on after their request is for the same tenants. */
export type OwnSearch = { sought: SoughtJobs; tenants: Tenants };

/** `GET /api/jobs/search`, and whatever else is for the jobs that match a filter. */
export class JobSearch {
  readonly #deps: JobSearchDeps;

  constructor(deps: JobSearchDeps) {
    this.#deps = deps;
  }

  /** @param query of the address, all text. */
  async search(query: Record<string, string>): Promise<Answer<JobList>> {
    const parsed = jobSearchQuerySchema.safeParse(withoutEmpty(query));
    if (!parsed.success) return refused("invalid-query", undefined, { errors: validationIssues(parsed.error) });
    const { filter, limit, cursor } = parsed.data;
    return andThen(await this.page(this.sought(filter), limit, cursor), async (page) => ok(listOf(page)));
  }

  /** What a filter means to whoever asks now. */
  sought(filter: JobFilter): OwnSearch {
    const { current } = this.#deps.callers;
    return { sought: soughtBy(filter, current), tenants: current.tenants };
  }

  page({ sought, tenants }: OwnSearch, limit: number, cursor?: string): Promise<Answer<JobPage>> {
    return this.#deps.gate.use(() => this.#deps.reader.within(tenants).search(sought, limit, cursor));
  }
}

/** With the times that "24h" and the like mean now, and by whom "mine" was submitted. */
function soughtBy({ from, to, mine, ...filter }: JobFilter, caller: Caller): SoughtJobs {
  const now = new Date();
  return {
    ...filter,
    ...(mine ? { submittedBy: caller.name } : {}),
    from: from === undefined ? undefined : searchTime(from, now),
    to: to === undefined ? undefined : searchTime(to, now),
  };
}

/** A form sends its empty fields, too. */
export function withoutEmpty(query: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(query).filter(([, value]) => value !== ""));
}

function listOf({ jobs, cursor }: JobPage): JobList {
  const reach = cursor === undefined ? {} : { cursor, lookedBackTo: searchedBackTo(cursor).toISOString() };
  return { jobs: jobs.map(toSummary), ...reach };
}
