import type { Storage } from "../storage.ts";
import type { Circuit } from "./circuit.ts";
import { type LimitRow, LimitRows, type Replaced } from "./limit-rows.ts";

/** The circuits of job types, for whoever shows them. A type of which no attempt was noted yet has none: it is closed. */
export class Circuits {
  readonly #rows: LimitRows<Circuit>;

  constructor(storage: Pick<Storage, "limits">) {
    this.#rows = new LimitRows(storage, "circuit");
  }

  async state(type: string): Promise<Circuit | undefined> {
    return (await this.read(type))?.state;
  }

  list(): Promise<Circuit[]> {
    return this.#rows.list();
  }

  /** The state with what a change of it needs. */
  read(type: string): Promise<LimitRow<Circuit> | undefined> {
    return this.#rows.read(type);
  }

  replace(circuit: Circuit, seen: LimitRow<Circuit> | undefined): Promise<Replaced<Circuit>> {
    return this.#rows.replace(circuit.type, circuit, seen);
  }
}
