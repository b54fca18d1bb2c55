import type { Job, JobEvent } from "@baton/contracts";
import { type ExitCode, exitCode } from "../exit-code.ts";
import { afterEvent, isOver, type JobState, newJobState } from "../job-state.ts";
import type { Report } from "./report.ts";

/** Follows jobs to their end by their live events. */
export class FollowedJobs {
  readonly #states: Map<string, JobState>;
  readonly #report: Report;
  readonly #ended = Promise.withResolvers<void>();
  #open: number;

  constructor(jobs: Job[], report: Report) {
    this.#states = new Map(jobs.map((job) => [job.jobId, newJobState(job)]));
    this.#open = jobs.length;
    this.#report = report;
  }

  /** Those whose end is still to come. */
  get openJobs(): { jobId: string; heardAt: number }[] {
    return [...this.#states.values()]
      .filter((state) => !isOver(state))
      .map(({ job: { jobId }, heardAt }) => ({ jobId, heardAt }));
  }

  take(event: JobEvent): void {
    const before = event.jobId === undefined ? undefined : this.#states.get(event.jobId);
    if (!before) return;
    const after = afterEvent(before, event);
    if (after === before) return;
    this.#states.set(before.job.jobId, after);
    const isNews = after.status !== before.status || after.message !== before.message;
    this.#report.event(before.job.jobId, event, isNews);
    if (isOver(after)) this.#open--;
    if (this.#open === 0) this.#ended.resolve();
  }

  /** Waits until every job is over, for `timeoutMs` at most. */
  async end(timeoutMs: number | undefined): Promise<ExitCode> {
    const timedOut = Promise.withResolvers<void>();
    const timer = timeoutMs === undefined ? undefined : setTimeout(timedOut.resolve, timeoutMs);
    await Promise.race([this.#ended.promise, timedOut.promise]);
    clearTimeout(timer);
    const states = [...this.#states.values()];
    for (const state of states) if (!isOver(state)) this.#report.stillOpen(state);
    if (this.#open > 0) return exitCode.timedOut;
    return states.every(({ status }) => status === "Completed") ? exitCode.ok : exitCode.jobFailed;
  }
}
