import type { Logger } from "@baton/runtime";

export type StorageOptions = {
  connectionString: string;
  namespace: string;
  auditTable: string;
  logger: Logger;
};

/** Every table and container of one namespace. Constructing it does no I/O. */
export class Storage {
  readonly options: StorageOptions;
  constructor(options: StorageOptions) {
    this.options = options;
  }

  /** Creates what is missing and returns who this storage is. @throws when its schema is newer than this code. */
  async prepare(): Promise<{ instanceId: string; schemaVersion: number }> {
    throw new Error("next commit");
  }
}
