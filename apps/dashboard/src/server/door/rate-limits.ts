import type { RateClass } from "@baton/contracts";
import { RateLimiterMemory, RateLimiterRes } from "rate-limiter-flexible";

/** Requests a minute; 0: as many as there are. */
export type Rates = Record<RateClass, number>;

/** What is left of a limit after a request. */
export type Quota = {
  isSpent: boolean;
  secondsToReset: number;
  /** @see https://datatracker.ietf.org/doc/draft-ietf-httpapi-ratelimit-headers/ */
  headers: Record<"RateLimit" | "RateLimit-Policy", string>;
};

const windowSeconds = 60;

/** Counts requests by whose they are and of what class, minute by minute. Each dashboard counts for itself. */
export class RateLimits {
  readonly #limiters: Map<RateClass, RateLimiterMemory>;

  constructor(rates: Rates) {
    const limited = Object.entries(rates).filter(([, points]) => points > 0) as [RateClass, number][];
    this.#limiters = new Map(
      limited.map(([rate, points]) => [rate, new RateLimiterMemory({ points, duration: windowSeconds })]),
    );
  }

  /** Counts a request. @returns undefined where there is no limit. */
  async take(rate: RateClass, holder: string): Promise<Quota | undefined> {
    const limiter = this.#limiters.get(rate);
    if (!limiter) return undefined;
    try {
      return quotaOf(rate, limiter.points, await limiter.consume(holder), false);
    } catch (spent) {
      if (!(spent instanceof RateLimiterRes)) throw spent;
      return quotaOf(rate, limiter.points, spent, true);
    }
  }
}

function quotaOf(rate: RateClass, points: number, left: RateLimiterRes, isSpent: boolean): Quota {
  const secondsToReset = Math.ceil(left.msBeforeNext / 1000);
  return {
    isSpent,
    secondsToReset,
    headers: {
      RateLimit: `"${rate}";r=${left.remainingPoints};t=${secondsToReset}`,
      "RateLimit-Policy": `"${rate}";q=${points};w=${windowSeconds}`,
    },
  };
}
