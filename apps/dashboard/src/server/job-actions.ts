import type { CommandClient } from "@baton/client";
import {
  actionFilter,
  isUuid,
  type JobAction,
  type JobActionAnswer,
  type JobActionsResponse,
  type JobFilter,
  jobActionsSchema,
  searchCursorSchema,
  validationIssues,
} from "@baton/contracts";
import type { IndexedJob, JobReader, SoughtDeadLetters } from "@baton/store";
import type { Callers } from "./access/callers.ts";
import { type Answer, andThen, ok, refused } from "./answer.ts";
import { inLanes } from "./in-lanes.ts";
import type { JobSearch } from "./job-search.ts";
import { addressOf } from "./operations.ts";
import { checkPayload, type PayloadFitDeps } from "./payload-fit.ts";
import { type CommandAddress, commandOf, readFields } from "./read-command.ts";
import type { StorageGate } from "./storage-gate.ts";
import { untilOutage } from "./until-outage.ts";

export type JobActionsDeps = {
  gate: StorageGate;
  /** For whoever asks now. */
  reader: () => Pick<JobReader, "findIndexed" | "deadLetters">;
  search: Pick<JobSearch, "page" | "sought">;
  client: Pick<CommandClient, "give">;
  callers: Pick<Callers, "operator">;
} & PayloadFitDeps;

type Fields = Record<string, unknown>;
type Filter = JobFilter & Pick<SoughtDeadLetters, "error">;
type Target = Pick<IndexedJob, "jobId" | "type" | "tenantId" | "lockKey">;
/** The jobs, and what is wrong with those that are none. */
type Targets = { jobs: Target[]; problems: JobActionAnswer[]; cursor?: string };

const lanes = 16;

/** `POST /api/jobs/actions`: one command for many jobs, each answered for itself. */
export class JobActions {
  readonly #deps: JobActionsDeps;

  constructor(deps: JobActionsDeps) {
    this.#deps = deps;
  }

  /** @param text the body of the request: JSON. */
  async order(text: string): Promise<Answer<JobActionsResponse>> {
    return andThen(await readFields(text), async (read) => {
      const parsed = jobActionsSchema.safeParse(read);
      if (!parsed.success) return refused("invalid-command", undefined, { errors: validationIssues(parsed.error) });
      const { action, ids, filter, cursor, limit, ...fields } = parsed.data;
      // What is wrong with it for one job is wrong with it for all.
      return andThen(commandOf(fields, addressOf(action, "")), async () => {
        const targets = filter ? await this.#matching(action, filter, limit, cursor) : ok(await this.#named(ids ?? []));
        return andThen(targets, (found) => this.#orderAll(action, fields, found));
      });
    });
  }

  /** In the order of the old ids, and so of the new ones: replays of one key keep the order of submission. */
  async #orderAll(action: JobAction, fields: Fields, targets: Targets): Promise<Answer<JobActionsResponse>> {
    const addressed = targets.jobs
      .toSorted((one, other) => (one.jobId < other.jobId ? -1 : 1))
      .map((job) => ({ job, address: addressOf(action, job.jobId) }));
    const give = untilOutage(({ job, address }: (typeof addressed)[number]) => this.#give(job, fields, address));
    const given = await inLanes(addressed, lanes, give);
    const answers = given.map((answer, at): JobActionAnswer => {
      const { jobId = "", newJobId } = addressed[at]?.address ?? {};
      if (answer.kind === "problem") return { jobId, problem: answer.problem };
      return { jobId, commandId: answer.value, ...(newJobId === undefined ? {} : { newJobId }) };
    });
    const { problems, cursor } = targets;
    return ok({ answers: [...answers, ...problems], ...(cursor === undefined ? {} : { cursor }) });
  }

  async #give({ type, tenantId, lockKey }: Target, fields: Fields, address: CommandAddress): Promise<Answer<string>> {
    const { gate, client, callers } = this.#deps;
    return andThen(commandOf(fields, address), async (asked) =>
      andThen(await checkPayload(type, asked, this.#deps), (command) =>
        gate.use(() => client.give({ tenantId, lockKey, command, by: callers.operator })),
      ),
    );
  }

  async #named(ids: string[]): Promise<Targets> {
    const unique = [...new Set(ids.map((id) => id.toLowerCase()))];
    const found = await inLanes(
      unique,
      lanes,
      untilOutage((id) => this.#find(id)),
    );
    const problems = found.flatMap((answer, at) =>
      answer.kind === "problem" ? [{ jobId: unique[at] ?? "", problem: answer.problem }] : [],
    );
    return { jobs: found.flatMap((answer) => (answer.kind === "ok" ? [answer.value] : [])), problems };
  }

  async #find(id: string): Promise<Answer<Target>> {
    if (!isUuid(id)) return refused("invalid-job-id", `"${id.slice(0, 100)}" is not a UUID.`);
    const found = await this.#deps.gate.use(() => this.#deps.reader().findIndexed(id));
    return andThen(found, async (job) => (job ? ok(job) : refused("unknown-job", `No job has the id ${id}.`)));
  }

  async #matching(
    action: JobAction,
    filter: Filter,
    limit: number,
    cursor: string | undefined,
  ): Promise<Answer<Targets>> {
    if (isOfDeadLetters(action, filter)) return this.#deadLetters(action, filter, limit, cursor);
    if (filter.error === undefined) return this.#searched(action, filter, limit, cursor);
    const message = "expected only with tenantId, type, lockKey and text, to replay or discard dead letters";
    return refused("invalid-command", undefined, { errors: [{ path: "filter.error", message }] });
  }

  /** A search ends by itself, after a thousand jobs or a while: the cursor says where to go on. */
  async #searched(
    action: JobAction,
    filter: JobFilter,
    limit: number,
    cursor: string | undefined,
  ): Promise<Answer<Targets>> {
    if (!searchCursorSchema.optional().safeParse(cursor).success)
      return refused("invalid-command", undefined, {
        errors: [{ path: "cursor", message: "expected one of an answer" }],
      });
    const { sought, tenants } = this.#deps.search.sought(actionFilter(action, filter));
    const search = { sought: { ...sought, isNotReplayed: action === "replay" }, tenants };
    const page = await this.#deps.search.page(search, limit, cursor);
    return andThen(page, async ({ jobs, ...rest }) => ok({ jobs, problems: [], ...rest }));
  }

  /** Page after page, until there are no more or as many as a request may have. */
  async #deadLetters(
    action: JobAction,
    filter: SoughtDeadLetters,
    limit: number,
    from: string | undefined,
  ): Promise<Answer<Targets>> {
    const sought = { ...filter, isNotReplayed: action === "replay" };
    const jobs: Target[] = [];
    for (let cursor = from; ; ) {
      const read = () => this.#deps.reader().deadLetters(sought, limit - jobs.length, cursor);
      const page = await this.#deps.gate.use(read);
      if (page.kind === "problem") return page;
      jobs.push(...page.value.jobs);
      cursor = page.value.cursor;
      if (cursor === undefined) return ok({ jobs, problems: [] });
      if (jobs.length >= limit) return ok({ jobs, problems: [], cursor });
    }
  }
}

const deadLetterConditions = new Set(["tenantId", "type", "lockKey", "text", "error"]);

/** What the list of dead letters, which is short, can answer by itself. */
function isOfDeadLetters(action: JobAction, filter: Filter): boolean {
  const isForDead = action === "replay" || action === "discard";
  return isForDead && Object.keys(filter).every((condition) => deadLetterConditions.has(condition));
}
