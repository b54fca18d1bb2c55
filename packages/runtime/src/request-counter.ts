/** Something that sends a request on: what a pipeline of the Azure SDK is made of. */
type Sender<Request, Answer> = { sendRequest(request: Request): Promise<Answer> };

/** Counts requests by kind, so that what a job costs can be told. Every try counts. */
export class RequestCounter {
  readonly #counts = new Map<string, number>();

  count(kind: string): void {
    this.#counts.set(kind, (this.#counts.get(kind) ?? 0) + 1);
  }

  get counts(): Record<string, number> {
    return Object.fromEntries(this.#counts);
  }

  /**
   * A policy for the pipeline of a tables client; it belongs after the phase "Retry".
   * @param kindOf the request's kind, by its URL.
   */
  policy(kindOf: (url: string) => string) {
    const sendRequest = <Request extends { url: string }, Answer>(
      request: Request,
      next: (request: Request) => Promise<Answer>,
    ): Promise<Answer> => {
      this.count(kindOf(request.url));
      return next(request);
    };
    return { name: "batonRequestCounter", sendRequest };
  }

  /** A factory for the pipeline of a blob client. */
  factory(kind: string) {
    return new InjectorPolicyFactory(this, kind);
  }
}

/**
 * The SDK puts its own factories of this name behind its retries and every other one before them, where a
 * request that is sent again would be seen once: hence the name.
 * @see https://github.com/Azure/azure-sdk-for-js/blob/main/sdk/storage/storage-blob/src/Pipeline.ts
 */
class InjectorPolicyFactory {
  readonly #counter: RequestCounter;
  readonly #kind: string;

  constructor(counter: RequestCounter, kind: string) {
    this.#counter = counter;
    this.#kind = kind;
  }

  create<Request, Answer>(next: Sender<Request, Answer>): Sender<Request, Answer> {
    return {
      sendRequest: (request) => {
        this.#counter.count(this.#kind);
        return next.sendRequest(request);
      },
    };
  }
}
