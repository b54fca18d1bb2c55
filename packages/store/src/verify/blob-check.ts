import { createHash } from "node:crypto";
import { keptUntil } from "../expiring-results.ts";
import type { StoredText } from "../stored-text.ts";
import type { RecordBreak } from "./record-break.ts";

/** Reads a large value by its blob's name; undefined when there is none. */
export type ReadBlob = (name: string) => Promise<Buffer | undefined>;

const atOnce = 8;

/** Reads the large values of one key, a few at a time, and compares each with the hash that is its name. */
export class BlobCheck {
  readonly #keyId: string;
  readonly #read: ReadBlob;
  readonly #now: () => Date;
  readonly #seen = new Set<string>();
  readonly #reading = new Set<Promise<void>>();
  #failure: unknown;
  broken: RecordBreak | undefined;
  checked = 0;
  /** Results whose time was over, and that are gone. */
  expired = 0;

  /** @param now storage's time. */
  constructor(keyId: string, read: ReadBlob, now: () => Date) {
    this.#keyId = keyId;
    this.#read = read;
    this.#now = now;
  }

  /** Resolves when there is room for more. */
  async add(place: string, stored: StoredText | undefined): Promise<void> {
    if (stored?.kind !== "blob" || this.#seen.has(stored.blob)) return;
    this.#seen.add(stored.blob);
    const reading = this.#check(place, stored.blob)
      .catch((err: unknown) => {
        this.#failure ??= err;
      })
      .finally(() => this.#reading.delete(reading));
    this.#reading.add(reading);
    if (this.#reading.size >= atOnce) await Promise.race(this.#reading);
  }

  /** Resolves when all have been read. @throws when one could not be. */
  async settle(): Promise<void> {
    await Promise.all(this.#reading);
    if (this.#failure !== undefined) throw this.#failure;
  }

  async #check(place: string, name: string): Promise<void> {
    const bytes = await this.#read(name);
    if (bytes === undefined && this.#isExpired(name)) {
      this.expired += 1;
      return;
    }
    this.checked += 1;
    const expected = name.slice(name.lastIndexOf("/") + 1);
    const reason =
      bytes === undefined
        ? `its blob ${name} is not there`
        : createHash("sha256").update(bytes).digest("hex") === expected
          ? undefined
          : `its blob ${name} does not have the hash that is its name`;
    if (reason !== undefined) this.broken ??= { keyId: this.#keyId, place, reason };
  }

  /** The name is in the chain, so nobody can shorten the time by it. */
  #isExpired(name: string): boolean {
    const until = keptUntil(name);
    return until !== undefined && until <= this.#now();
  }
}
