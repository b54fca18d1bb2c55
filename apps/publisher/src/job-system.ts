import type { KeyedOutcome } from "@baton/client";
import type { Job, JobEvent, JobType } from "@baton/contracts";

/** What became of a submission. `refused`: there it is not taken from whoever submits it, or not as it is. */
export type Outcome = (KeyedOutcome & { because?: string }) | { kind: "refused"; jobId: string; because: string };

/** `blocked`: it is there, and takes nothing now. */
export type Reach = { kind: "connected" } | { kind: "blocked"; reason: string } | { kind: "away"; reason: string };

/** Where jobs go and news of them come from: the broker, or a dashboard's REST API. */
export type JobSystem = {
  /** Shown beside the jobs. */
  readonly name: string;
  /** What is reached, or is not. */
  readonly where: string;
  readonly reach: Reach;
  /** How many processors take jobs; undefined while nobody can say, and before `watchProcessors`. */
  readonly processors: number | undefined;
  /** Whether `listen` tells anything: whoever may submit somewhere may not always read there. */
  readonly tellsEvents: boolean;
  /** Reads the events that are on record of a job, none for a job that is not known; undefined: nobody here can. */
  readonly readEvents: ((jobId: string) => Promise<JobEvent[]>) | undefined;
  /** Reads what live workers can run; undefined: nobody here can. */
  readonly readTypes: (() => Promise<JobType[]>) | undefined;
  start(): Promise<void>;
  stop(): Promise<void>;
  submit(job: Job): Promise<Outcome>;
  submitKeyed(job: Job, idempotencyKey: string): Promise<Outcome>;
  /** Answers each, in their order. */
  submitMany(jobs: Iterable<Job>): AsyncIterable<Outcome>;
  /** Tells of every event from now on; what happens while nothing is reached is not told later. */
  listen(onEvent: (event: JobEvent) => void): Promise<void>;
  /** Calls `hook` whenever events begin to come. */
  onFlow(hook: () => void): Promise<void>;
  watchProcessors(): void;
};
