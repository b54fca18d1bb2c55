import { odata } from "@azure/data-tables";
import type { Storage } from "../storage.ts";
import { orUndefinedIfMissing, statusOf } from "../storage-errors.ts";

export type Columns = Record<string, unknown>;
export type Place = { partitionKey: string; rowKey: string };
export type StoredRow = Columns & { rowKey: string; etag: string };

/** Rows of table `Accounts`: each changes only by the ETag that was read. */
export class AccountRows {
  readonly #table: Storage["accounts"];

  constructor(storage: Pick<Storage, "accounts">) {
    this.#table = storage.accounts;
  }

  async find({ partitionKey, rowKey }: Place): Promise<StoredRow | undefined> {
    return orUndefinedIfMissing(this.#table.getEntity<StoredRow>(partitionKey, rowKey)) as Promise<
      StoredRow | undefined
    >;
  }

  async list(partitionKey: string, prefix = ""): Promise<StoredRow[]> {
    const filter = odata`PartitionKey eq ${partitionKey} and RowKey ge ${prefix} and RowKey lt ${`${prefix}~`}`;
    return Array.fromAsync(this.#table.listEntities<StoredRow>({ queryOptions: { filter } })) as Promise<StoredRow[]>;
  }

  /** @returns false when there is one. */
  async insert(place: Place, columns: Columns): Promise<boolean> {
    return unless(409, () => this.#table.createEntity({ ...place, ...columns }));
  }

  /** @returns false when it has changed since it was read, or is gone. */
  async replace(place: Place, columns: Columns, etag: string): Promise<boolean> {
    return unless([404, 412], () => this.#table.updateEntity({ ...place, ...columns }, "Replace", { etag }));
  }

  /** Writes some of its columns, whatever the others are. @returns false when it is gone. */
  async merge(place: Place, columns: Columns): Promise<boolean> {
    return unless(404, () => this.#table.updateEntity({ ...place, ...columns }, "Merge"));
  }

  /** @param etag as it was read; default: however it is. @returns false when somebody else has removed or changed it. */
  async remove({ partitionKey, rowKey }: Place, etag = "*"): Promise<boolean> {
    return unless([404, 412], () => this.#table.deleteEntity(partitionKey, rowKey, { etag }));
  }
}

async function unless(statuses: number | number[], request: () => Promise<unknown>): Promise<boolean> {
  try {
    await request();
    return true;
  } catch (err) {
    if ([statuses].flat().includes(statusOf(err) ?? 0)) return false;
    throw err;
  }
}
