export type Request = { url: string; method: string; body?: unknown };
export type Answer = { bodyAsText?: string | null; status?: number };
/** Something that sends a request on: what a pipeline of the Azure SDK is made of. */
type Sender<R, A> = { sendRequest(request: R): Promise<A> };

/** Sees a request on its way and its answer on the way back. */
export type Pass = <R extends Request, A extends Answer>(request: R, next: (request: R) => Promise<A>) => Promise<A>;

/**
 * What sees every try of a blob client's requests. The SDK puts its own factories of this name behind its retries and
 * every other one before them, where a request that is sent again would be seen once: hence the name.
 * @see https://github.com/Azure/azure-sdk-for-js/blob/main/sdk/storage/storage-blob/src/Pipeline.ts
 */
export class InjectorPolicyFactory {
  readonly #pass: Pass;

  constructor(pass: Pass) {
    this.#pass = pass;
  }

  create<R extends Request, A extends Answer>(next: Sender<R, A>): Sender<R, A> {
    return { sendRequest: (request) => this.#pass(request, (passed) => next.sendRequest(passed)) };
  }
}
