import type { ServerResponse } from "node:http";
import type { ApiRoute } from "@baton/contracts";
import type { Caller } from "../access/callers.ts";
import { type ProblemBody, problemOf } from "../problem.ts";
import type { OpenStreams } from "./open-streams.ts";
import { quotaHolderOf } from "./quota-holder.ts";
import type { RateLimits } from "./rate-limits.ts";

/** What every page is made of: files that are in memory, and come by the dozen. */
const uncounted = /^\/(?:_next\/static\/|icon\.svg$|favicon\.ico$)/;
const streamPath = "/api/events";
const streamRetrySeconds = 5;

export type CountedRequest = { path: string; route: ApiRoute | undefined; caller: Caller };

/** How much one caller may ask for, and listen to, at a time. */
export class Quotas {
  readonly #rates: RateLimits;
  readonly #streams: OpenStreams;

  constructor(rates: RateLimits, streams: OpenStreams) {
    this.#rates = rates;
    this.#streams = streams;
  }

  /** Counts a request, also one that will be refused, and tells in the answer's headers what is left. */
  async spend({ path, route, caller }: CountedRequest, response: ServerResponse): Promise<ProblemBody | undefined> {
    if (uncounted.test(path)) return undefined;
    const quota = await this.#rates.take(route?.rate ?? "read", quotaHolderOf(caller));
    if (!quota) return undefined;
    for (const [name, value] of Object.entries(quota.headers)) response.setHeader(name, value);
    if (!quota.isSpent) return undefined;
    const { secondsToReset } = quota;
    return problemOf("too-many-requests", `Try again in ${secondsToReset} s.`, { retryAfterSeconds: secondsToReset });
  }

  /** A stream of live events takes a place until its answer has ended, however it ends. */
  takePlace({ route, caller }: CountedRequest, response: ServerResponse): ProblemBody | undefined {
    if (route?.path !== streamPath) return undefined;
    const free = this.#streams.take(quotaHolderOf(caller));
    if (!free) return problemOf("too-many-streams", undefined, { retryAfterSeconds: streamRetrySeconds });
    response.once("close", free);
    return undefined;
  }
}
