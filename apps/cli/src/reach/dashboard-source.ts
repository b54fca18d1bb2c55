import { ApiProblemError, type CallerOptions, type LiveMessage, RestClient } from "@baton/client/rest";
import type { Job, JobDetail } from "@baton/contracts";
import { DashboardError, failureCode } from "../dashboard-error.ts";
import { exitCode } from "../exit-code.ts";
import type { JobSource, Outcome } from "./job-source.ts";

/** Submits and listens by a dashboard's REST API, as the account or key that asks there. */
export class DashboardSource implements JobSource {
  readonly #access: CallerOptions;
  readonly #client: RestClient;

  constructor(access: CallerOptions) {
    this.#access = access;
    this.#client = new RestClient(access);
  }

  async close(): Promise<void> {}

  /** @throws {DashboardError} when nobody answers there. */
  async submit(job: Job, idempotencyKey: string | undefined): Promise<Outcome> {
    try {
      return await this.#client.submit(job, { idempotencyKey });
    } catch (err) {
      const error = DashboardError.of(err, this.#access);
      if (failureCode(err) !== exitCode.refused) throw error;
      return { kind: "refused", jobId: job.jobId, because: error.message };
    }
  }

  /** @throws {DashboardError} when the dashboard does not let us read. */
  async find(jobId: string): Promise<JobDetail | undefined> {
    try {
      return await this.#client.get(jobId);
    } catch (err) {
      if (err instanceof ApiProblemError && err.code === "unknown-job") return undefined;
      if (failureCode(err) === exitCode.refused) throw DashboardError.of(err, this.#access);
      return undefined;
    }
  }

  /** @throws {DashboardError} when the dashboard does not let us listen. */
  async *stream(signal: AbortSignal): AsyncGenerator<LiveMessage> {
    try {
      yield* this.#client.stream({ signal });
    } catch (err) {
      throw DashboardError.of(err, this.#access);
    }
  }
}
