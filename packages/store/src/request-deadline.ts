import { RestError } from "@azure/data-tables";
import { type Answer, InjectorPolicyFactory, type Request } from "@baton/runtime";

type AbortableRequest = Request & { abortSignal?: Stop | undefined };
/** What the SDK takes for a signal. */
type Stop = Pick<AbortSignal, "aborted" | "addEventListener" | "removeEventListener">;

/**
 * Ends each try of a request that has no answer in time, as a connection that broke would have: the SDK itself waits
 * for ever where a network swallows everything. A text answer is to be there whole by then, a stream to have begun.
 */
export class RequestDeadline {
  readonly #requestMs: number;

  constructor(requestMs: number) {
    this.#requestMs = requestMs;
  }

  /** A policy for the pipeline of a tables client; it belongs after the phase "Retry". */
  policy() {
    const sendRequest = <R extends Request, A extends Answer>(request: R, next: (request: R) => Promise<A>) =>
      this.#pass(request, next);
    return { name: "batonRequestDeadline", sendRequest };
  }

  /** A factory for the pipeline of a blob client. */
  factory() {
    return new InjectorPolicyFactory((request, next) => this.#pass(request, next));
  }

  async #pass<R extends AbortableRequest, A extends Answer>(request: R, next: (request: R) => Promise<A>): Promise<A> {
    const given = request.abortSignal;
    const end = new AbortController();
    const stop = () => end.abort();
    const timer = setTimeout(stop, this.#requestMs);
    given?.addEventListener("abort", stop);
    if (given?.aborted) stop();
    request.abortSignal = end.signal;
    try {
      return await next(request);
    } catch (err) {
      if (!end.signal.aborted || given?.aborted) throw err;
      throw new RestError(`No answer within ${this.#requestMs} ms`, { code: "ETIMEDOUT" });
    } finally {
      clearTimeout(timer);
      given?.removeEventListener("abort", stop);
      // The next try has its own time, and the SDK's retries look at who else has ended the request.
      request.abortSignal = given;
    }
  }
}
