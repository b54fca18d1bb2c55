import type { TransactionAction } from "@azure/data-tables";
import type { LockContainer } from "@baton/lease";
import type { Table } from "@baton/store";
import type { Conditions, ModelLocks } from "./model-locks.ts";
import type { ModelTable } from "./model-table.ts";

/** A request on its way: what it is for, and what the store does when it arrives. */
export type StoreRequest<T> = { operation: string; execute: () => T; abortSignal?: AbortSignal | undefined };

/** Carries requests to the store and its answers back; whatever can go wrong on the way goes wrong here. */
export type Carrier = <T>(request: StoreRequest<T>) => Promise<T>;

type Options = { abortSignal?: AbortSignal; etag?: string; conditions?: Conditions };
type Entity = { partitionKey: string; rowKey: string } & Record<string, unknown>;

const defaultPageSize = 1000;

/** The model's table in the shape of the SDK's client. Operations are named `<name>:<kind>:<row key>`. */
export function modelTableClient(tableName: string, table: ModelTable, send: Carrier): Table {
  const request = <T>(kind: string, row: string, execute: () => T, options: Options = {}) =>
    send({ operation: `${tableName}:${kind}:${row}`, execute, abortSignal: options.abortSignal });
  const client = {
    tableName,
    getEntity: (partitionKey: string, rowKey: string, options?: Options) =>
      request("get", rowKey, () => table.get(partitionKey, rowKey), options),
    createEntity: (entity: Entity, options?: Options) =>
      request("create", entity.rowKey, () => ({ etag: table.create(entity) }), options),
    updateEntity: (entity: Entity, mode: "Merge" | "Replace" = "Merge", options: Options = {}) =>
      request("update", entity.rowKey, () => ({ etag: table.update(entity, mode, options.etag ?? "*") }), options),
    upsertEntity: (entity: Entity, mode: "Merge" | "Replace" = "Merge", options?: Options) =>
      request("upsert", entity.rowKey, () => ({ etag: table.upsert(entity, mode) }), options),
    deleteEntity: (partitionKey: string, rowKey: string, options: Options = {}) =>
      request("delete", rowKey, () => table.delete(partitionKey, rowKey, options.etag ?? "*"), options),
    submitTransaction: (actions: TransactionAction[], options?: Options) =>
      request(
        actions.some(([kind]) => kind === "delete") ? "transact-delete" : "transact",
        actions[0]?.[1].rowKey ?? "",
        () => ({
          status: 202,
          subResponses: table.transact(actions).map((etag) => ({ status: 204, ...(etag ? { etag } : {}) })),
        }),
        options,
      ),
    listEntities: (options: { queryOptions?: { filter?: string } } = {}) => {
      const { filter = "" } = options.queryOptions ?? {};
      const pages = (size: number) =>
        modelPages(size, (from) => request("query", filter, () => table.query(filter).slice(from, from + size)));
      return {
        byPage: ({ maxPageSize = defaultPageSize } = {}) => pages(maxPageSize),
        async *[Symbol.asyncIterator]() {
          for await (const page of pages(defaultPageSize)) yield* page;
        },
      };
    },
  };
  return client as unknown as Table;
}

/** A page at a time, each a request of its own; rows that change between two pages are seen as they are then. */
async function* modelPages<T>(size: number, read: (from: number) => Promise<T[]>): AsyncGenerator<T[]> {
  for (let from = 0; ; from += size) {
    const page = await read(from);
    yield page;
    if (page.length < size) return;
  }
}

/** The model's lock blobs in the shape of the SDK's clients. Operations are named `locks:<kind>:<blob>`. */
export function modelLockContainer(locks: ModelLocks, send: Carrier): LockContainer {
  const request = <T>(kind: string, blob: string, execute: () => T, options: Options = {}) =>
    send({ operation: `locks:${kind}:${blob}`, execute, abortSignal: options.abortSignal });
  const container = {
    createIfNotExists: async () => ({ succeeded: true }),
    getBlobClient: (name: string) => ({
      getProperties: (options: Options = {}) =>
        request("properties", name, () => locks.properties(name, options.conditions), options),
      setMetadata: (metadata: Record<string, string>, options: Options = {}) =>
        request("metadata", name, () => ({ etag: locks.setMetadata(name, metadata, options.conditions) }), options),
      getBlobLeaseClient: (leaseId: string) => ({
        acquireLease: (seconds: number, options?: Options) =>
          request("acquire", `${name}:${leaseId}`, () => locks.acquire(name, leaseId, seconds), options),
        renewLease: (options?: Options) => request("renew", name, () => locks.renew(name, leaseId), options),
        releaseLease: (options?: Options) => request("release", name, () => locks.release(name, leaseId), options),
      }),
    }),
    getBlockBlobClient: (name: string) => ({
      upload: (_body: string, _length: number, options: Options = {}) =>
        request("upload", name, () => ({ etag: locks.upload(name, options.conditions) }), options),
    }),
  };
  return container as unknown as LockContainer;
}

/** Nothing goes wrong, and nothing takes time. */
export const directly: Carrier = async ({ execute }) => execute();
