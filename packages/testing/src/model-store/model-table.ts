import type { TransactionAction } from "@azure/data-tables";
import { ModelStoreError } from "./model-store-error.ts";
import { parseFilter, type Row } from "./table-filter.ts";

type Entity = { partitionKey: string; rowKey: string } & Record<string, unknown>;
type Mode = "Merge" | "Replace";
type Partition = Map<string, Row>;

const maxActions = 100;

/**
 * A table of Azure Storage as far as this code base uses one, in memory: rows under their two keys in order,
 * ETags, conditions, transactions of one partition that happen whole or not at all, and pages.
 */
export class ModelTable {
  readonly #partitions = new Map<string, Partition>();
  #version = 0;

  get(partitionKey: string, rowKey: string): Row {
    const row = this.#partitions.get(partitionKey)?.get(rowKey);
    if (!row) throw new ModelStoreError(404, "ResourceNotFound");
    return { ...row };
  }

  create(entity: Entity): string {
    const partition = this.#partition(entity.partitionKey);
    if (partition.has(entity.rowKey)) throw new ModelStoreError(409, "EntityAlreadyExists");
    return this.#write(partition, entity);
  }

  update(entity: Entity, mode: Mode, etag: string): string {
    const partition = this.#partition(entity.partitionKey);
    const before = this.#matching(partition, entity.rowKey, etag);
    return this.#write(partition, mode === "Merge" ? { ...before, ...entity } : entity);
  }

  upsert(entity: Entity, mode: Mode): string {
    const partition = this.#partition(entity.partitionKey);
    return this.#write(partition, mode === "Merge" ? { ...partition.get(entity.rowKey), ...entity } : entity);
  }

  delete(partitionKey: string, rowKey: string, etag: string): void {
    const partition = this.#partition(partitionKey);
    this.#matching(partition, rowKey, etag);
    partition.delete(rowKey);
  }

  /** @returns the new ETag of each action's row. */
  transact(actions: TransactionAction[]): (string | undefined)[] {
    const [first] = actions;
    if (!first || actions.length > maxActions) throw new ModelStoreError(400, "InvalidInput");
    const { partitionKey } = first[1];
    const rowKeys = new Set(actions.map(([, entity]) => entity.rowKey));
    if (actions.some(([, entity]) => entity.partitionKey !== partitionKey))
      throw new ModelStoreError(400, "CommandsInBatchActOnDifferentPartitions");
    if (rowKeys.size < actions.length) throw new ModelStoreError(400, "InvalidDuplicateRow");
    const before = new Map(this.#partition(partitionKey));
    try {
      return actions.map((action) => this.#act(action));
    } catch (err) {
      this.#partitions.set(partitionKey, before);
      throw err;
    }
  }

  /** The rows that a filter lets through, in the order of their keys. */
  query(filter: string): Row[] {
    const isWanted = parseFilter(filter);
    // Most filters name one partition: the others need not be looked at.
    const only = /^PartitionKey eq '((?:[^']|'')*)'/.exec(filter)?.[1]?.replaceAll("''", "'");
    const partitions = only === undefined ? [...this.#partitions.values()] : [this.#partition(only)];
    return partitions
      .flatMap((partition) => [...partition.values()].filter(isWanted))
      .sort((one, other) => order(one.partitionKey, other.partitionKey) || order(one.rowKey, other.rowKey))
      .map((row) => ({ ...row }));
  }

  #act([kind, entity, ...rest]: TransactionAction): string | undefined {
    const [mode = "Merge", options] = rest as [Mode?, { etag?: string }?];
    const row = entity as Entity;
    switch (kind) {
      case "create":
        return this.create(row);
      case "update":
        return this.update(row, mode, options?.etag ?? "*");
      case "upsert":
        return this.upsert(row, mode);
      case "delete":
        return void this.delete(row.partitionKey, row.rowKey, "*");
    }
  }

  #matching(partition: Partition, rowKey: string, etag: string): Row {
    const row = partition.get(rowKey);
    if (!row) throw new ModelStoreError(404, "ResourceNotFound");
    if (etag !== "*" && etag !== row.etag) throw new ModelStoreError(412, "UpdateConditionNotSatisfied");
    return row;
  }

  #write(partition: Partition, entity: Entity): string {
    this.#version += 1;
    const etag = `W/"model'${this.#version}'"`;
    const { partitionKey, rowKey } = entity;
    partition.set(rowKey, { ...asStored(entity), partitionKey, rowKey, etag });
    return etag;
  }

  #partition(partitionKey: string): Partition {
    const known = this.#partitions.get(partitionKey);
    if (known) return known;
    const partition: Partition = new Map();
    this.#partitions.set(partitionKey, partition);
    return partition;
  }
}

function order(one: string, other: string): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}

/** What the SDK gives back for what it was given. */
function asStored(entity: Entity): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(entity).flatMap(([name, value]) => {
      if (value === undefined || value === null) return [];
      return [[name, isTyped(value) ? typedValue(value) : value]];
    }),
  );
}

type Typed = { type: string; value: string };

function isTyped(value: unknown): value is Typed {
  return typeof value === "object" && value !== null && "type" in value && "value" in value;
}

function typedValue({ type, value }: Typed): unknown {
  return type === "Int64" ? BigInt(value) : Number(value);
}
