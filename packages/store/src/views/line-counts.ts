import type { Count } from "@baton/contracts";
import type { Inbox, KeyLine } from "../inbox/inbox.ts";

type Counted = KeyLine & { at: number };

/** Keys that are counted at one look, a request each. */
const keysPerLook = 4;
/** What was counted longer ago stands for itself only. */
const freshMs = 30_000;

/**
 * How many jobs wait and how many are for later, over all keys, for a fixed number of requests: each look counts a few
 * keys, those that were counted longest ago, and knows the others from the looks before.
 */
export class LineCounts {
  readonly #inbox: Pick<Inbox, "lineOf">;
  readonly #now: () => number;
  #counted = new Map<string, Counted>();

  constructor(inbox: Pick<Inbox, "lineOf">, now: () => number = () => performance.now()) {
    this.#inbox = inbox;
    this.#now = now;
  }

  /**
   * @param keyIds all keys that have work. @param isRunning of a job, which has its row in the line until it ends.
   * @param isToldOf whether a key is part of the answer.
   */
  async look(
    keyIds: string[],
    isRunning: (jobId: string) => boolean,
    isToldOf: (keyId: string) => boolean = () => true,
  ): Promise<{ waiting: Count; scheduled: Count }> {
    await Promise.all(this.#nextOf(keyIds).map((keyId) => this.#count(keyId, isRunning)));
    const counted = keyIds.map((keyId) => [keyId, this.#counted.get(keyId)] as const);
    // Keys without work are forgotten.
    this.#counted = new Map(counted.filter((entry): entry is [string, Counted] => entry[1] !== undefined));
    const told = counted.filter(([keyId]) => isToldOf(keyId)).map(([, line]) => line);
    const isAll = told.every((line) => line?.isWhole && this.#now() - line.at < freshMs);
    const lines = told.filter((line) => line !== undefined);
    const sum = (of: (line: Counted) => number) => lines.reduce((all, line) => all + of(line), 0);
    return {
      waiting: { count: sum(({ waiting }) => waiting), isAll },
      scheduled: { count: sum(({ later }) => later), isAll },
    };
  }

  #nextOf(keyIds: string[]): string[] {
    const countedAt = (keyId: string) => this.#counted.get(keyId)?.at ?? Number.NEGATIVE_INFINITY;
    return keyIds.toSorted((one, other) => Math.sign(countedAt(one) - countedAt(other)) || 0).slice(0, keysPerLook);
  }

  async #count(keyId: string, isRunning: (jobId: string) => boolean): Promise<void> {
    this.#counted.set(keyId, { ...(await this.#inbox.lineOf(keyId, isRunning)), at: this.#now() });
  }
}
