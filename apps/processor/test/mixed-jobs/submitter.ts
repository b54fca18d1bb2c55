import { type CommandOutcome, type JobRequest, type JobStatus, newJobId } from "@baton/contracts";
import { eventually, type TestSystem, type ThreadNotes } from "@baton/testing";
import { order } from "../order.ts";
import type { PlannedJob } from "./plan.ts";

/** A job that was accepted, and how it must end. */
export type PlayedJob = PlannedJob & { jobId: string; end: JobStatus };

const patience = { withinMs: 240_000, everyMs: 500 };

/** Submits jobs and does to them what is planned, as those do who know nothing of what else happens. */
export class Submitter {
  readonly #system: TestSystem;
  readonly #notes: ThreadNotes;
  readonly #accepted: (JobRequest & { jobId: string })[] = [];
  #again = 0;

  constructor(system: TestSystem, notes: ThreadNotes) {
    this.#system = system;
    this.#notes = notes;
  }

  /** How often a submission was sent again, because no broker had taken it. */
  get again(): number {
    return this.#again;
  }

  async play(job: PlannedJob): Promise<PlayedJob> {
    const jobId = newJobId();
    const request = { ...job.request, jobId, createdAt: new Date().toISOString() };
    await this.#untilAccepted(request);
    this.#accepted.push(request);
    return { ...job, jobId, end: await this.#follow(job, request) };
  }

  /** Sends some jobs once more that ended long ago. @returns which */
  async repeat(count: number): Promise<string[]> {
    const requests = this.#accepted.slice(0, count);
    await Promise.all(requests.map((request) => this.#untilAccepted(request)));
    return requests.map(({ jobId }) => jobId);
  }

  /** Nothing of the key starts until `until` has passed. */
  async pauseKey(lockKey: string, until: Promise<unknown>): Promise<void> {
    const paused = await order(this.#system, { kind: "pause", reason: "maintenance" }, lockKey, patience);
    await until;
    const resumed = await order(this.#system, { kind: "resume" }, lockKey, patience);
    for (const { outcome } of [paused, resumed])
      if (outcome?.kind !== "done") throw new Error(`${lockKey}: a pause was answered ${JSON.stringify(outcome)}`);
  }

  /** @returns how it must end */
  async #follow({ kind, lockKey }: PlannedJob, request: JobRequest & { jobId: string }): Promise<JobStatus> {
    const { jobId } = request;
    switch (kind) {
      case "failing":
        return "DeadLettered";
      case "sent-twice":
        await this.#untilAccepted(request);
        return "Completed";
      case "sent-again":
        await eventually(`the code of job ${jobId} to end`, () => this.#notes.endedJobs().has(jobId), patience);
        await this.#untilAccepted(request);
        return "Completed";
      case "cancelled-early":
      case "cancelled-scheduled":
        await this.#known(jobId);
        return this.#cancel(jobId, lockKey);
      case "cancelled-running":
        await eventually(`job ${jobId} to run`, () => this.#hasStarted(jobId), patience);
        return this.#cancel(jobId, lockKey);
      case "reprioritised":
        await this.#known(jobId);
        await order(this.#system, { kind: "set-priority", jobId, priority: 9 }, lockKey, patience);
        return "Completed";
      default:
        return "Completed";
    }
  }

  /** The command's answer says how the job ends: a job may be faster than the one who cancels it. */
  async #cancel(jobId: string, lockKey: string): Promise<JobStatus> {
    const { outcome } = await order(this.#system, { kind: "cancel", jobId, reason: "not needed" }, lockKey, patience);
    return endBy(jobId, outcome);
  }

  #known(jobId: string): Promise<unknown> {
    return eventually(`job ${jobId} to be known`, () => this.#system.reader.findJob(jobId), patience);
  }

  #hasStarted(jobId: string): boolean {
    return this.#notes.all.some((note) => note.jobId === jobId);
  }

  /** With the same job id each time: a job whose confirm was lost must not run twice. */
  #untilAccepted(request: JobRequest): Promise<string> {
    return eventually(
      "a submission to be accepted",
      () => this.#system.submit(request).catch(this.#noteRefusal),
      patience,
    );
  }

  readonly #noteRefusal = (): undefined => {
    this.#again += 1;
  };
}

function endBy(jobId: string, outcome: CommandOutcome | undefined): JobStatus {
  const isAnEnd = outcome?.kind === "done" || outcome?.kind === "already-finished";
  if (isAnEnd && outcome.status) return outcome.status;
  throw new Error(`The order to cancel job ${jobId} was answered ${JSON.stringify(outcome)}`);
}
