import { ApiProblemError, type CallerOptions, failureText, type LiveMessage, RestClient } from "@baton/client/rest";
import type { Job, JobEvent, Permission } from "@baton/contracts";
import { pause } from "@baton/runtime";
import type { JobSystem, Outcome, Reach } from "./job-system.ts";
import { UsageError } from "./usage-error.ts";

const countEveryMs = 2000;

/** Submits by a dashboard's REST API, as the account or key that asks there. */
export class RestSystem implements JobSystem {
  readonly name: string;
  readonly readTypes: NonNullable<JobSystem["readTypes"]>;
  readonly #access: CallerOptions;
  readonly #client: RestClient;
  readonly #stopping = new AbortController();
  readonly #onEvent: ((event: JobEvent) => void)[] = [];
  readonly #onFlow: (() => void)[] = [];
  #permissions: readonly Permission[] = [];
  #reach: Reach = { kind: "away", reason: "connecting" };
  #processors: number | undefined;
  #listening = false;

  constructor(access: CallerOptions) {
    this.#access = access;
    this.#client = new RestClient(access);
    this.name = this.#client.url;
    this.readTypes = () => this.#client.types({ signal: this.#stopping.signal });
  }

  get where(): string {
    return this.name;
  }

  get reach(): Reach {
    return this.#reach;
  }

  get processors(): number | undefined {
    return this.#processors;
  }

  get tellsEvents(): boolean {
    return this.#permissions.includes("read");
  }

  get readEvents(): JobSystem["readEvents"] {
    return this.tellsEvents ? (jobId) => this.#events(jobId) : undefined;
  }

  /**
   * Asks who we are there.
   * @throws {UsageError} when that is nobody who may submit.
   * @throws what the client throws.
   */
  async start(): Promise<void> {
    const { name, permissions } = await this.#client.whoAmI();
    if (!permissions.includes("submit")) throw new UsageError(`${this.name}: ${name} may not submit jobs there.`);
    this.#permissions = permissions;
    this.#reach = { kind: "connected" };
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
  }

  submit(job: Job): Promise<Outcome> {
    return this.#told(job, this.#client.submit(job));
  }

  submitKeyed(job: Job, idempotencyKey: string): Promise<Outcome> {
    return this.#told(job, this.#client.submit(job, { idempotencyKey }));
  }

  async *submitMany(jobs: Iterable<Job>): AsyncGenerator<Outcome> {
    for await (const outcome of this.#client.submitMany(jobs)) {
      yield outcome.kind === "refused"
        ? { kind: "refused", jobId: outcome.jobId, because: new ApiProblemError(outcome.problem).message }
        : outcome;
    }
  }

  async listen(onEvent: (event: JobEvent) => void): Promise<void> {
    this.#onEvent.push(onEvent);
    if (!this.#listening) void this.#follow();
    this.#listening = true;
  }

  async onFlow(hook: () => void): Promise<void> {
    this.#onFlow.push(hook);
  }

  watchProcessors(): void {
    if (this.tellsEvents) void this.#count();
  }

  async #told(job: Job, submitting: Promise<Outcome>): Promise<Outcome> {
    try {
      return await submitting;
    } catch (err) {
      const because = failureText(err, this.#access);
      if (because === undefined) throw err;
      return { kind: "refused", jobId: job.jobId, because };
    }
  }

  async #events(jobId: string): Promise<JobEvent[]> {
    try {
      return (await this.#client.get(jobId)).events;
    } catch (err) {
      if (err instanceof ApiProblemError && err.code === "unknown-job") return [];
      throw err;
    }
  }

  async #follow(): Promise<void> {
    try {
      for await (const message of this.#client.stream({ signal: this.#stopping.signal })) this.#take(message);
    } catch (err) {
      this.#reach = { kind: "blocked", reason: failureText(err, this.#access) ?? (err as Error).message };
    }
  }

  #take(message: LiveMessage): void {
    switch (message.kind) {
      case "ready":
        this.#reach = { kind: "connected" };
        for (const hook of this.#onFlow) hook();
        break;
      case "paused":
        this.#reach = { kind: message.isConnected ? "blocked" : "away", reason: message.because };
        break;
      case "event":
        for (const listener of this.#onEvent) listener(message.event);
        break;
    }
  }

  async #count(): Promise<void> {
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      this.#processors = await this.#live(signal).catch(() => undefined);
      await pause(countEveryMs, signal);
    }
  }

  async #live(signal: AbortSignal): Promise<number> {
    const { workers } = await this.#client.call("GET", "/api/workers/peers", {}, { signal });
    return workers.length;
  }
}
