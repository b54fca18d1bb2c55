import { randomUUID } from "node:crypto";
import { odata } from "@azure/data-tables";
import { escapeName } from "../key-id.ts";
import type { Storage } from "../storage.ts";
import { orUndefinedIfMissing, statusOf } from "../storage-errors.ts";

/** What all workers share about a job type, as it was read. */
export type LimitRow<State> = { state: State; etag: string };

/** What a conditional write found: the row as it is now, written or not. */
export type Replaced<State> = { isWritten: boolean; row: LimitRow<State> | undefined };

type Place = { partitionKey: string; rowKey: string };
type Entity = { State: string; WriteId: string; etag: string };

/** Table `Limits`: a row a job type in a partition for each kind of limit, changed by whoever has read its last state. */
export class LimitRows<State> {
  readonly #storage: Pick<Storage, "limits">;
  readonly #partition: "circuit" | "rate";

  constructor(storage: Pick<Storage, "limits">, partition: "circuit" | "rate") {
    this.#storage = storage;
    this.#partition = partition;
  }

  async read(type: string): Promise<LimitRow<State> | undefined> {
    const entity = await this.#entity(type);
    return entity && toRow(entity);
  }

  async list(): Promise<State[]> {
    const filter = odata`PartitionKey eq ${this.#partition}`;
    const states: State[] = [];
    for await (const entity of this.#storage.limits.listEntities<Entity>({ queryOptions: { filter } }))
      states.push(toRow<State>(entity as Entity).state);
    return states;
  }

  /** Writes the state if the row is still as it was seen; `seen` undefined: if there is none. */
  async replace(type: string, state: State, seen: LimitRow<State> | undefined): Promise<Replaced<State>> {
    const writeId = randomUUID();
    try {
      const etag = await this.#send({ ...this.#place(type), State: JSON.stringify(state), WriteId: writeId }, seen);
      return { isWritten: true, row: { state, etag } };
    } catch (err) {
      if (![404, 409, 412].includes(statusOf(err) ?? 0)) throw err;
      // A write that was sent again because its answer was lost meets itself.
      const entity = await this.#entity(type);
      return { isWritten: entity?.WriteId === writeId, row: entity && toRow(entity) };
    }
  }

  async #send(entity: Omit<Entity, "etag"> & Place, seen: LimitRow<State> | undefined): Promise<string> {
    const { limits } = this.#storage;
    const { etag } = seen
      ? await limits.updateEntity(entity, "Replace", { etag: seen.etag })
      : await limits.createEntity(entity);
    // Without one the next write is refused, and reads it.
    return etag ?? "";
  }

  #entity(type: string): Promise<Entity | undefined> {
    const { partitionKey, rowKey } = this.#place(type);
    return orUndefinedIfMissing(this.#storage.limits.getEntity<Entity>(partitionKey, rowKey)) as Promise<
      Entity | undefined
    >;
  }

  #place(type: string): Place {
    return { partitionKey: this.#partition, rowKey: escapeName(type) };
  }
}

function toRow<State>({ State, etag }: Entity): LimitRow<State> {
  return { state: JSON.parse(State) as State, etag };
}
