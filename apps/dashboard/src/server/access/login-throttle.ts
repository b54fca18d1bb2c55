import { RateLimiterMemory, RateLimiterRes } from "rate-limiter-flexible";
import { type Answer, ok, refused } from "../answer.ts";

const quarterHour = 15 * 60;
/** Of one name from one address; of one address, whatever names; of one name, from wherever. */
const tries = { ofBoth: 5, ofAddress: 30, ofName: 50 } as const;

/** Bounds how often passwords can be tried. Each dashboard counts for itself. */
export class LoginThrottle {
  readonly #ofBoth = new RateLimiterMemory({ points: tries.ofBoth, duration: quarterHour });
  readonly #ofAddress = new RateLimiterMemory({ points: tries.ofAddress, duration: quarterHour });
  readonly #ofName = new RateLimiterMemory({ points: tries.ofName, duration: quarterHour });

  /** Counts a try. */
  async take(name: string, address = ""): Promise<Answer<undefined>> {
    try {
      await this.#ofBoth.consume(`${address} ${name}`);
      await this.#ofAddress.consume(address);
      await this.#ofName.consume(name);
      return ok(undefined);
    } catch (limited) {
      if (!(limited instanceof RateLimiterRes)) throw limited;
      const seconds = Math.ceil(limited.msBeforeNext / 1000);
      return refused("too-many-tries", `Try again in ${seconds} s.`, { retryAfterSeconds: seconds });
    }
  }

  /** It was the right password: those that were wrong before it count no longer. */
  async succeeded(name: string, address = ""): Promise<void> {
    await this.#ofBoth.delete(`${address} ${name}`);
    await this.#ofAddress.reward(address);
    await this.#ofName.reward(name);
  }
}
