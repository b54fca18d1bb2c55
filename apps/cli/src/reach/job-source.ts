import type { KeyedOutcome } from "@baton/client";
import type { LiveMessage } from "@baton/client/rest";
import type { Job, JobDetail } from "@baton/contracts";

/** What became of a submission. `refused`: it is not taken from whoever submits it, or not as it is. */
export type Outcome = (KeyedOutcome & { because?: string }) | { kind: "refused"; jobId: string; because: string };

/** Where jobs go and news of them come from: the broker with its storage, or a dashboard's REST API. */
export type JobSource = {
  submit(job: Job, idempotencyKey: string | undefined): Promise<Outcome>;
  /** By its id or its submitter's. Undefined while nobody knows it, or nobody can say. */
  find(jobId: string, tenantId: string | undefined): Promise<JobDetail | undefined>;
  /** Live events, as they are durable; comes back by itself. Ends when `signal` aborts. */
  stream(signal: AbortSignal): AsyncIterable<LiveMessage>;
  close(): Promise<void>;
};
