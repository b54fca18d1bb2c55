import type { Job, JobEvent } from "@baton/contracts";
import { afterEvent, isSettled, type JobState, newJobState } from "../job-state.ts";
import type { Outcome } from "../job-system.ts";

/** The jobs of this console, oldest first. */
export class JobBoard {
  readonly #states = new Map<string, JobState>();

  get states(): JobState[] {
    return [...this.#states.values()];
  }

  /** Those that the broker has, or may have, and that are not over. */
  get openJobs(): { jobId: string; heardAt: number }[] {
    return this.states
      .filter((state) => !isSettled(state) && state.submission !== "sending")
      .map(({ job: { jobId }, heardAt }) => ({ jobId, heardAt }));
  }

  add(job: Job): void {
    this.#states.set(job.jobId, newJobState(job));
  }

  /** @returns whether the event is about one of these jobs. */
  take(event: JobEvent): boolean {
    const state = event.jobId === undefined ? undefined : this.#states.get(event.jobId);
    if (!state) return false;
    this.#states.set(state.job.jobId, afterEvent(state, event));
    return true;
  }

  /** Notes the answer to a submission, unless the job's events told more meanwhile. */
  answered({ jobId, kind, because = "" }: Outcome): void {
    const submission = kind === "duplicate" ? "accepted" : kind;
    this.#change(jobId, (state) => (state.submission === "accepted" ? state : { ...state, submission, because }));
  }

  tryingAgain(jobId: string): void {
    this.#change(jobId, (state) => (state.submission === "unknown" ? { ...state, submission: "retrying" } : state));
  }

  submissionOf(jobId: string): JobState["submission"] | undefined {
    return this.#states.get(jobId)?.submission;
  }

  #change(jobId: string, change: (state: JobState) => JobState): void {
    const state = this.#states.get(jobId);
    if (state) this.#states.set(jobId, change(state));
  }
}
