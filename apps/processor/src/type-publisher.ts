import { type Logger, pause } from "@baton/runtime";
import { isOutage, type JobTypes, type PublishedType } from "@baton/store";

const retryMs = 5000;

/** Tells once, at the start, what this worker's job types are; an outage of storage is waited out. */
export class TypePublisher {
  readonly #jobTypes: Pick<JobTypes, "publish">;
  readonly #workerId: string;
  readonly #logger: Logger;
  readonly #stopping = new AbortController();
  #publishing: Promise<void> | undefined;

  constructor(jobTypes: Pick<JobTypes, "publish">, workerId: string, logger: Logger) {
    this.#jobTypes = jobTypes;
    this.#workerId = workerId;
    this.#logger = logger;
  }

  start(types: readonly PublishedType[]): void {
    this.#publishing = this.#publish(types);
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#publishing;
  }

  async #publish(types: readonly PublishedType[]): Promise<void> {
    for (const type of types) {
      while (!this.#stopping.signal.aborted && !(await this.#isSettled(type))) {
        await pause(retryMs, this.#stopping.signal);
      }
    }
  }

  /** Also when storage refuses it, which it would do again: jobs of the type run without. */
  async #isSettled(type: PublishedType): Promise<boolean> {
    try {
      await this.#jobTypes.publish(type, this.#workerId);
      return true;
    } catch (err) {
      this.#logger.warn({ err, type: type.type }, "What a job type is was not written");
      return !isOutage(err);
    }
  }
}
