import { type Answer, InjectorPolicyFactory, type Request } from "./injector-policy.ts";

/** How often a call was made, and how many characters of body went each way. */
export type CallCount = { count: number; sent: number; received: number };

/** A call as it ended; `status`: none without an answer. */
export type AnsweredCall = { kind: string; method: string; status: number | undefined; ms: number };

/** Counts calls by kind and method, so that what a job costs can be told. Every try counts. */
export class RequestCounter {
  readonly #calls = new Map<string, CallCount>();
  readonly #onAnswer: ((call: AnsweredCall) => void) | undefined;

  constructor(onAnswer?: (call: AnsweredCall) => void) {
    this.#onAnswer = onAnswer;
  }

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
    const method = methodOf(request);
    const counted = this.count(kind, method, lengthOf(request.body));
    const startedAt = performance.now();
    let status: number | undefined;
    try {
      const answer = await next(request);
      status = answer.status;
      counted.received += lengthOf(answer.bodyAsText);
      return answer;
    } finally {
      this.#onAnswer?.({ kind, method, status, ms: performance.now() - startedAt });
    }
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
