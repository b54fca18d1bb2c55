import type { NotPicked } from "@baton/engine";
import type { Logger } from "@baton/runtime";
import { RecentMap } from "@baton/store";

const mostKeys = 10_000;

/** Says in the log (debug) why a key is not picked: a line for each change, however often it is looked at. */
export class UnpickedKeys {
  readonly #logger: Logger;
  readonly #rules = new RecentMap<string, string>(mostKeys);

  constructor(logger: Logger) {
    this.#logger = logger;
  }

  /** @param why undefined: it is picked, or has nothing to do; what is said of it next is news. */
  note(keyId: string, why: NotPicked | undefined): void {
    if (!why || !this.#logger.isLevelEnabled("debug")) {
      this.#rules.delete(keyId);
      return;
    }
    // Its time may be put off with each look.
    const rule = JSON.stringify({ ...why, until: undefined });
    if (this.#rules.get(keyId) === rule) return;
    this.#rules.set(keyId, rule);
    this.#logger.debug({ keyId, ...why }, "Key not picked");
  }
}
