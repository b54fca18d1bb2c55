import {
  cronPreviewSchema,
  isTenantOf,
  type ListedSchedule,
  nextTimes,
  type Redaction,
  type Schedule,
  type ScheduleDetail,
  type ScheduleRun,
  type SubmitResponse,
  scheduleRequestSchema,
  type ValidScheduleRequest,
  validationIssues,
} from "@baton/contracts";
import type { RunStatuses, ScheduleName, Schedules } from "@baton/store";
import { cronWords } from "../view/cron-words.ts";
import type { Callers } from "./access/callers.ts";
import type { Announcer } from "./announcer.ts";
import { type Answer, andThen, ok, refused } from "./answer.ts";
import { copiedMarkers } from "./copied-markers.ts";
import { inLanes } from "./in-lanes.ts";
import { isRecord, type JsonBody, readJson, withExactPayload } from "./json-body.ts";
import { unknownTenant } from "./lock-key.ts";
import type { StorageGate } from "./storage-gate.ts";
import type { Submissions } from "./submissions.ts";

export type ScheduleDeskDeps = {
  gate: StorageGate;
  schedules: Schedules;
  runStatuses: Pick<RunStatuses, "find">;
  submissions: Pick<Submissions, "send">;
  announcer: Pick<Announcer, "schedulesChanged">;
  callers: Pick<Callers, "tenants">;
  redaction: Redaction;
};

const previewedTimes = 5;
/** Each may cost five requests. */
const listedWithStatuses = 200;
const readsAtOnce = 16;

/** `/api/schedules`: what people and programs ask of schedules. The leader among the workers fires them. */
export class ScheduleDesk {
  readonly #deps: ScheduleDeskDeps;

  constructor(deps: ScheduleDeskDeps) {
    this.#deps = deps;
  }

  /** Of one tenant, or of all that whoever asks may see. */
  list(tenantId?: string): Promise<Answer<ListedSchedule[]>> {
    const { tenants } = this.#deps.callers;
    return this.#deps.gate.use(async () => {
      const all = await this.#deps.schedules.list(tenantId);
      const schedules = all.filter((one) => isTenantOf(tenants, one.tenantId)).map(withWords);
      const told = await this.#withStatuses(schedules.slice(0, listedWithStatuses));
      return [...told, ...schedules.slice(listedWithStatuses)];
    });
  }

  find(name: ScheduleName): Promise<Answer<ScheduleDetail>> {
    return this.#known(name, async () => {
      const found = await this.#deps.schedules.find(name);
      return found && (await this.#withStatuses([withWords(found)]))[0];
    });
  }

  /** @param text the body of the request. */
  async create(text: string): Promise<Answer<Schedule>> {
    const request = this.#readRequest(text);
    if (request.kind === "problem") return request;
    if (!isTenantOf(this.#deps.callers.tenants, request.value.tenantId)) return unknownTenant(request.value.tenantId);
    const created = await this.#deps.gate.use(() => this.#deps.schedules.create(request.value));
    if (created.kind === "problem") return created;
    const { scheduleId, tenantId } = request.value;
    if (!created.value) return refused("schedule-exists", `Tenant ${tenantId} has a schedule "${scheduleId}".`);
    this.#deps.announcer.schedulesChanged();
    return ok(created.value);
  }

  /** @param ifMatch the ETag of what is to be replaced; null: whatever is there. */
  async replace(name: ScheduleName, text: string, ifMatch: string | null): Promise<Answer<Schedule>> {
    const request = this.#readRequest(text, name);
    if (request.kind === "problem") return request;
    const revision = ifMatch === null || ifMatch === "*" ? undefined : /^"(\d+)"$/.exec(ifMatch)?.[1];
    if (ifMatch !== null && ifMatch !== "*" && revision === undefined)
      return refused("invalid-revision", 'If-Match: expected the ETag that GET has answered, like "3".');
    const replaced = await this.#changed(name, () =>
      this.#deps.schedules.replace(name, request.value, revision === undefined ? undefined : Number(revision)),
    );
    if (replaced.kind === "problem") return replaced;
    if (replaced.value === "changed") return refused("schedule-changed", "Read it again, then replace it.");
    return ok(replaced.value);
  }

  delete(name: ScheduleName): Promise<Answer<true>> {
    return this.#changed(name, async () => (await this.#deps.schedules.delete(name)) || undefined);
  }

  pause(name: ScheduleName): Promise<Answer<Schedule>> {
    return this.#changed(name, () => this.#deps.schedules.pause(name));
  }

  resume(name: ScheduleName): Promise<Answer<Schedule>> {
    return this.#changed(name, () => this.#deps.schedules.resume(name));
  }

  /** @param requestId the caller's; a request that is sent again runs nothing twice. */
  async runNow(name: ScheduleName, requestId?: string): Promise<Answer<SubmitResponse>> {
    const { gate, schedules, submissions } = this.#deps;
    const idempotencyKey = requestId === undefined ? undefined : `schedule:${name.scheduleId}:${requestId}`;
    return andThen(await this.#known(name, () => schedules.runNow(name)), async (job) => {
      const sent = await submissions.send(job, idempotencyKey);
      if (sent.kind === "ok") await gate.use(() => schedules.noteRun(name, { ...job, jobId: sent.value.jobId }));
      return sent;
    });
  }

  /** The next times of a pattern that nobody has to save for it. */
  preview(text: string): Answer<{ times: string[] }> {
    const body = readJson(text);
    if (body.kind === "problem") return body;
    const parsed = cronPreviewSchema.safeParse(body.value.plain);
    if (!parsed.success) return refused("invalid-schedule", undefined, { errors: validationIssues(parsed.error) });
    const times = nextTimes(parsed.data, new Date(), previewedTimes);
    return ok({ times: times.map((time) => time.toISOString()) });
  }

  /** @param name of the schedule that is replaced: its address, whatever the body says. */
  #readRequest(text: string, name?: ScheduleName): Answer<ValidScheduleRequest> {
    const request = readRequest(text, name);
    if (request.kind === "problem") return request;
    const errors = copiedMarkers(request.value.job.payload, "job.payload", this.#deps.redaction);
    return errors.length > 0 ? refused("invalid-schedule", undefined, { errors }) : request;
  }

  async #withStatuses<T extends Schedule>(schedules: T[]): Promise<T[]> {
    const runs = schedules.flatMap(({ tenantId, recentRuns }) => recentRuns.map((run) => ({ ...run, tenantId })));
    const told = await inLanes(runs, readsAtOnce, async ({ tenantId, at, jobId }): Promise<ScheduleRun> => {
      const status = await this.#deps.runStatuses.find(tenantId, jobId);
      return { at, jobId, ...(status === undefined ? {} : { status }) };
    });
    const byJob = new Map(told.map((run) => [run.jobId, run]));
    return schedules.map((schedule) => ({
      ...schedule,
      recentRuns: schedule.recentRuns.map((run) => byJob.get(run.jobId) ?? run),
    }));
  }

  async #changed<T>(name: ScheduleName, change: () => Promise<T | undefined>): Promise<Answer<T>> {
    const changed = await this.#known(name, change);
    if (changed.kind === "ok") this.#deps.announcer.schedulesChanged();
    return changed;
  }

  async #known<T>(name: ScheduleName, work: () => Promise<T | undefined>): Promise<Answer<T>> {
    if (!isTenantOf(this.#deps.callers.tenants, name.tenantId)) return unknownTenant(name.tenantId);
    const answer = await this.#deps.gate.use(work);
    if (answer.kind === "problem") return answer;
    if (answer.value !== undefined) return ok(answer.value);
    return refused("unknown-schedule", `Tenant ${name.tenantId} has no schedule "${name.scheduleId}".`);
  }
}

/** The words are the server's to find: the library for them is large. */
function withWords<T extends ListedSchedule>(schedule: T): T {
  const words = cronWords(schedule.cron);
  return { ...schedule, ...(words === undefined ? {} : { words }) };
}

function readRequest(text: string, name?: ScheduleName): Answer<ValidScheduleRequest> {
  const body = readJson(text);
  if (body.kind === "problem") return body;
  const described = withExactJob(body.value);
  const parsed = scheduleRequestSchema.safeParse(isRecord(described) ? { ...described, ...name } : described);
  if (parsed.success) return ok(parsed.data);
  return refused("invalid-schedule", undefined, { errors: validationIssues(parsed.error) });
}

function withExactJob({ plain, exact }: JsonBody): unknown {
  if (!isRecord(plain) || !isRecord(exact) || !("job" in plain)) return plain;
  return { ...plain, job: withExactPayload(plain["job"], exact["job"]) };
}
