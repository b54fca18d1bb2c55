import { randomUUID } from "node:crypto";
import type { TableClient } from "@azure/data-tables";
import { orUndefinedIfMissing, SchemaTooNewError, statusOf } from "../storage-errors.ts";

export type Instance = { instanceId: string; schemaVersion: number };

/** `migratingTo`: above the schema while somebody migrates, or has begun to. */
export type StoredInstance = Instance & { migratingTo: number; etag: string };

type Columns = { InstanceId: string; SchemaVersion: number; MigratingTo?: number };
/** How the service that answers names itself, and the version of the protocol that it speaks. */
export type ToldServer = (server: string | undefined, apiVersion: string | undefined) => void;

const rowName = { partitionKey: "instance", rowKey: "instance" } as const;

/** Table `Instance`, its one row: who this storage is, and in which form it is stored. */
export class InstanceRow {
  readonly #table: TableClient;

  constructor(table: TableClient) {
    this.#table = table;
  }

  /** Undefined when nobody has prepared this storage. */
  async read(onServer?: ToldServer): Promise<StoredInstance | undefined> {
    const { partitionKey, rowKey } = rowName;
    const row = await orUndefinedIfMissing(
      this.#table.getEntity<Columns>(partitionKey, rowKey, {
        onResponse: ({ headers }) => onServer?.(headers.get("server"), headers.get("x-ms-version")),
      }),
    );
    return (
      row && {
        instanceId: row.InstanceId,
        schemaVersion: row.SchemaVersion,
        migratingTo: row.MigratingTo ?? row.SchemaVersion,
        etag: row.etag,
      }
    );
  }

  /** Whoever comes first gives storage its id; a storage that is new needs no migration. */
  async readOrCreate(namespace: string, schemaVersion: number): Promise<StoredInstance> {
    try {
      const created = { instanceId: randomUUID(), schemaVersion, migratingTo: schemaVersion };
      const { etag = "" } = await this.#table.createEntity({
        ...rowName,
        InstanceId: created.instanceId,
        SchemaVersion: schemaVersion,
        Namespace: namespace,
        CreatedAt: new Date().toISOString(),
      });
      return { ...created, etag };
    } catch (err) {
      if (statusOf(err) !== 409) throw err;
      const found = await this.read();
      if (!found) throw err;
      return found;
    }
  }

  /** Only over what was read: of two who migrate, one does not take the other's word back. */
  async write(before: StoredInstance, news: { schemaVersion?: number; migratingTo?: number }): Promise<StoredInstance> {
    const { schemaVersion, migratingTo } = { ...before, ...news };
    const row = { ...rowName, SchemaVersion: schemaVersion, MigratingTo: migratingTo };
    const { etag = "" } = await this.#table.updateEntity(row, "Merge", { etag: before.etag });
    return { ...before, schemaVersion, migratingTo, etag };
  }
}

/** @throws {SchemaTooNewError} when newer code has written here, or is about to. */
export function refuseNewer({ schemaVersion, migratingTo }: StoredInstance, known: number): void {
  const newest = Math.max(schemaVersion, migratingTo);
  if (newest <= known) return;
  const state = schemaVersion === newest ? "was written" : "is being migrated";
  throw new SchemaTooNewError(
    `This storage ${state} by a newer Baton (schema ${newest}); this one knows schema ${known}. Update it.`,
  );
}
