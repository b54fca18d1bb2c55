/** How often a call was made, and how many characters of body went each way. */
export type CallCount = { count: number; sent: number; received: number };

type Request = { url: string; method: string; body?: unknown };
type Answer = { bodyAsText?: string | null };
/** Something that sends a request on: what a pipeline of the Azure SDK is made of. */
type Sender<R, A> = { sendRequest(request: R): Promise<A> };

/** Counts calls by kind and method, so that what a job costs can be told. Every try counts. */
export class RequestCounter {
  readonly #calls = new Map<string, CallCount>();

  /** By kind and method, e.g. `ledger BATCH`. */
  get calls(): Record<string, CallCount> {
    return Object.fromEntries([...this.#calls].map(([call, counted]) => [call, { ...counted }]));
  }

  /** By kind alone. */
  get counts(): Record<string, number> {
    const counts: Record<string, number> = {};
    for (const [call, { count }] of this.#calls) {
      const [kind = ""] = call.split(" ");
      counts[kind] = (counts[kind] ?? 0) + count;
    }
    return counts;
  }

  /** @returns what has been counted of such calls, to which the answer can be added */
  count(kind: string, method: string, sent = 0): CallCount {
    const call = `${kind} ${method}`;
    const counted = this.#calls.get(call) ?? { count: 0, sent: 0, received: 0 };
    counted.count += 1;
    counted.sent += sent;
    this.#calls.set(call, counted);
    return counted;
  }

  /**
   * A policy for the pipeline of a tables client; it belongs after the phase "Retry".
   * @param kindOf the request's kind, by its URL.
   */
  policy(kindOf: (url: string) => string) {
    const sendRequest = <R extends Request, A extends Answer>(request: R, next: (request: R) => Promise<A>) =>
      this.#pass(kindOf(request.url), request, next);
    return { name: "batonRequestCounter", sendRequest };
  }

  /** A factory for the pipeline of a blob client. */
  factory(kind: string) {
    return new InjectorPolicyFactory((request, next) => this.#pass(kind, request, next));
  }

  async #pass<R extends Request, A extends Answer>(
    kind: string,
    request: R,
    next: (request: R) => Promise<A>,
  ): Promise<A> {
    const counted = this.count(kind, methodOf(request), lengthOf(request.body));
    const answer = await next(request);
    counted.received += lengthOf(answer.bodyAsText);
    return answer;
  }
}

type Pass = <R extends Request, A extends Answer>(request: R, next: (request: R) => Promise<A>) => Promise<A>;

/**
 * The SDK puts its own factories of this name behind its retries and every other one before them, where a
 * request that is sent again would be seen once: hence the name.
 * @see https://github.com/Azure/azure-sdk-for-js/blob/main/sdk/storage/storage-blob/src/Pipeline.ts
 */
class InjectorPolicyFactory {
  readonly #pass: Pass;

  constructor(pass: Pass) {
    this.#pass = pass;
  }

  create<R extends Request, A extends Answer>(next: Sender<R, A>): Sender<R, A> {
    return { sendRequest: (request) => this.#pass(request, (passed) => next.sendRequest(passed)) };
  }
}

/** HTTP's word for it, but for a group transaction (`BATCH`) and a read of more than one row (`QUERY`). */
function methodOf({ url, method }: Request): string {
  if (url.includes("$batch")) return "BATCH";
  return method === "GET" && url.includes("$filter") ? "QUERY" : method;
}

function lengthOf(body: unknown): number {
  return typeof body === "string" ? body.length : 0;
}
