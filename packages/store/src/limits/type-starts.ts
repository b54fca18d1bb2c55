import type { Storage } from "../storage.ts";
import { type LimitRow, LimitRows, type Replaced } from "./limit-rows.ts";
import type { KeptStartLog } from "./start-log.ts";

/** The last starts of job types with a rate limit, of all workers together. */
export class TypeStarts {
  readonly #rows: LimitRows<KeptStartLog>;

  constructor(storage: Pick<Storage, "limits">) {
    this.#rows = new LimitRows(storage, "rate");
  }

  async state(type: string): Promise<KeptStartLog | undefined> {
    return (await this.#rows.read(type))?.state;
  }

  replace(type: string, log: KeptStartLog, seen: LimitRow<KeptStartLog> | undefined): Promise<Replaced<KeptStartLog>> {
    return this.#rows.replace(type, log, seen);
  }
}
