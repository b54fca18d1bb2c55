import { randomBytes } from "node:crypto";
import {
  type CronTiming,
  type Job,
  jobIdAt,
  jobIdTime,
  type ListedSchedule,
  newJobId,
  nextTimes,
  type Schedule,
  type ScheduleDetail,
  type ValidScheduleRequest,
} from "@baton/contracts";
import { keyId } from "../key-id.ts";
import { RecentMap } from "../recent-map.ts";
import type { Storage } from "../storage.ts";
import type { IndexedJob } from "../views/indexed-job.ts";
import { JobIndex } from "../views/job-index.ts";
import { withRun } from "./recent-runs.ts";
import { jobOf, type ScheduleRow, toSchedule } from "./schedule-row.ts";
import { type ScheduleName, ScheduleTable } from "./schedule-table.ts";

const shownTimes = 5;
const rememberedPatterns = 2000;

/** What operators do with schedules. Their runs are the leader's: see `ScheduleFires`. */
export class Schedules {
  readonly #storage: Storage;
  readonly #table: ScheduleTable;
  readonly #index: JobIndex;
  readonly #times = new RecentMap<string, string[]>(rememberedPatterns);

  constructor(storage: Storage) {
    this.#storage = storage;
    this.#table = new ScheduleTable(storage);
    this.#index = new JobIndex(storage);
  }

  /** @returns undefined when there is one of this name. */
  async create(request: ValidScheduleRequest): Promise<Schedule | undefined> {
    const { createdBy, paused = false } = request;
    const row = {
      ...this.#described(request, paused),
      scheduleId: request.scheduleId ?? newJobId(),
      tenantId: request.tenantId,
      createdAt: this.#now.toISOString(),
      ...(createdBy === undefined ? {} : { createdBy }),
      revision: 1,
      recentRuns: [],
    };
    return (await this.#table.insert(row)) ? toSchedule({ ...row, etag: "" }) : undefined;
  }

  /**
   * Describes it anew; its author and its past stay.
   * @param revision the one that is replaced; undefined: whichever it is.
   * @returns `changed` when it has another revision.
   */
  async replace(
    name: ScheduleName,
    request: ValidScheduleRequest,
    revision?: number,
  ): Promise<Schedule | "changed" | undefined> {
    return this.#change(name, (row) => {
      if (revision !== undefined && row.revision !== revision) return "changed";
      const paused = request.paused ?? row.paused;
      const { nextAt: _nextAt, ...going } = row;
      return revised({ ...(paused ? stopped(row) : going), ...this.#described(request, paused) });
    });
  }

  /** From now on nothing is fired; a run that is claimed but not submitted yet is dropped. */
  async pause(name: ScheduleName): Promise<Schedule | undefined> {
    return this.#change<never>(name, (row) => (row.paused ? row : revised({ ...stopped(row), paused: true })));
  }

  /** Goes on with the next time after now: what was due in the pause is not made up for. */
  async resume(name: ScheduleName): Promise<Schedule | undefined> {
    return this.#change<never>(name, (row) =>
      row.paused ? revised({ ...row, paused: false, ...this.#next(row) }) : row,
    );
  }

  /** With a run that is claimed but not submitted yet. @returns false when there is none. */
  delete(name: ScheduleName): Promise<boolean> {
    return this.#table.remove(name);
  }

  /** Of one tenant or of all. */
  async list(tenantId?: string): Promise<ListedSchedule[]> {
    return (await this.#table.list(tenantId)).map((row) => ({ ...toSchedule(row), nextTimes: this.#nextTimes(row) }));
  }

  async find(name: ScheduleName): Promise<ScheduleDetail | undefined> {
    const row = await this.#table.read(name);
    if (!row) return undefined;
    const last = row.lastJobId === undefined ? undefined : await this.#index.find(row.tenantId, row.lastJobId);
    return {
      ...toSchedule(row),
      nextTimes: this.#nextTimes(row),
      ...(last ? { lastOutcome: outcomeOf(last) } : {}),
    };
  }

  /** The job of a run outside its times, for the caller to submit. */
  async runNow(name: ScheduleName): Promise<Job | undefined> {
    const row = await this.#table.read(name);
    if (!row) return undefined;
    const now = this.#now;
    return jobOf(row, jobIdAt(now, randomBytes(16)), now.toISOString());
  }

  /** Makes a job that was submitted outside its times a run; it is the last one unless another came after it. */
  async noteRun(name: ScheduleName, { jobId, tenantId, lockKey }: Job): Promise<void> {
    const lastFiredAt = jobIdTime(jobId).toISOString();
    const last = { lastFiredAt, lastJobId: jobId, lastKeyId: keyId(tenantId, lockKey) };
    await this.#change<never>(name, (row) => {
      if (row.recentRuns.some((run) => run.jobId === jobId)) return row;
      const recentRuns = withRun(row.recentRuns, { at: lastFiredAt, jobId });
      return { ...row, ...((row.lastFiredAt ?? "") > lastFiredAt ? {} : last), recentRuns };
    });
  }

  /** Reads and changes until nobody else has changed it in between. */
  async #change<T extends string>(
    name: ScheduleName,
    change: (row: ScheduleRow) => ScheduleRow | T,
  ): Promise<Schedule | T | undefined> {
    for (;;) {
      const row = await this.#table.read(name);
      if (!row) return undefined;
      const changed = change(row);
      if (typeof changed === "string") return changed;
      if (changed === row || (await this.#table.replace(changed))) return toSchedule(changed);
    }
  }

  #described(request: ValidScheduleRequest, paused: boolean) {
    const { cron, timeZone, overlap, missed } = request;
    return {
      cron,
      timeZone,
      overlap,
      missed,
      paused,
      jobText: JSON.stringify(request.job),
      ...(paused ? {} : this.#next(request)),
    };
  }

  #next(timing: CronTiming): { nextAt?: string } {
    const [next] = nextTimes(timing, this.#now, 1);
    return next ? { nextAt: next.toISOString() } : {};
  }

  /** A list is asked for again and again, and a pattern's times stay the same until the first of them has come. */
  #nextTimes(timing: CronTiming): string[] {
    const name = `${timing.cron} ${timing.timeZone}`;
    const known = this.#times.get(name);
    if (known?.[0] !== undefined && known[0] > this.#now.toISOString()) return known;
    const times = nextTimes(timing, this.#now, shownTimes).map((time) => time.toISOString());
    this.#times.set(name, times);
    return times;
  }

  get #now(): Date {
    return this.#storage.clock.now();
  }
}

function revised(row: ScheduleRow): ScheduleRow {
  return { ...row, revision: row.revision + 1 };
}

function stopped({ nextAt: _nextAt, pendingFire: _pendingFire, ...row }: ScheduleRow): ScheduleRow {
  return row;
}

function outcomeOf({ status, message, endedAt }: IndexedJob): ScheduleDetail["lastOutcome"] {
  return { status, message, ...(endedAt === undefined ? {} : { endedAt }) };
}
