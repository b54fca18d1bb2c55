import { type JobType, type Json, payloadIssues, type TypeSettings, type ValidationIssue } from "@baton/contracts";
import { escapeName } from "../key-id.ts";
import type { Storage } from "../storage.ts";
import { orUndefinedIfMissing } from "../storage-errors.ts";
import { WorkerRegistry } from "./worker-registry.ts";

/** What a worker tells of a type. */
export type PublishedType = TypeSettings & {
  type: string;
  description?: string;
  /** JSON, 24 KiB at most. */
  inputSchemaText?: string;
};

const partition = "types";

/**
 * Table `Workers`, partition `types`: a row per job type, as the worker that started last told it. Rows stay; a type
 * is known as long as a live worker has it.
 */
export class JobTypes {
  readonly #storage: Storage;
  readonly #registry: WorkerRegistry;

  constructor(storage: Storage) {
    this.#storage = storage;
    this.#registry = new WorkerRegistry(storage);
  }

  async publish({ type, description, inputSchemaText, ...settings }: PublishedType, workerId: string): Promise<void> {
    const row = {
      partitionKey: partition,
      rowKey: escapeName(type),
      Type: type,
      // Empty rather than absent: what an earlier version told does not stay.
      Description: description ?? "",
      InputSchema: inputSchemaText ?? "",
      Settings: JSON.stringify(settings),
      WorkerId: workerId,
      UpdatedAt: this.#storage.clock.now().toISOString(),
    };
    await this.#storage.workers.upsertEntity(row, "Merge");
  }

  /** The types that live workers can run, by name; of one that nobody has told yet only the name. */
  async known(): Promise<JobType[]> {
    const [workersOf, published] = await Promise.all([this.#liveWorkers(), this.#published()]);
    return [...workersOf]
      .map(([type, workers]) => ({ ...(published.get(type) ?? { type }), workers: workers.toSorted() }))
      .toSorted((one, other) => (one.type < other.type ? -1 : 1));
  }

  /** What is wrong with a payload by what a worker has told of its type; nothing when none has. */
  async misfits(type: string, payload: Json): Promise<ValidationIssue[]> {
    const row = await orUndefinedIfMissing(
      this.#storage.workers.getEntity<Record<string, unknown>>(partition, escapeName(type)),
    );
    const schema = row && fromEntity(row).inputSchema;
    return schema === undefined ? [] : payloadIssues(schema, payload);
  }

  async #liveWorkers(): Promise<Map<string, string[]>> {
    const workersOf = new Map<string, string[]>();
    for (const { workerId, types } of await this.#registry.live()) {
      for (const type of types) workersOf.set(type, [...(workersOf.get(type) ?? []), workerId]);
    }
    return workersOf;
  }

  async #published(): Promise<Map<string, Omit<JobType, "workers">>> {
    const published = new Map<string, Omit<JobType, "workers">>();
    const queryOptions = { filter: `PartitionKey eq '${partition}'` };
    const rows = this.#storage.workers.listEntities<Record<string, unknown>>({ queryOptions });
    for await (const row of rows) published.set(row["Type"] as string, fromEntity(row));
    return published;
  }
}

function fromEntity(row: Record<string, unknown>): Omit<JobType, "workers"> {
  const [description, inputSchemaText] = [row["Description"], row["InputSchema"]];
  return {
    type: row["Type"] as string,
    ...(description ? { description: description as string } : {}),
    ...(inputSchemaText ? { inputSchema: JSON.parse(inputSchemaText as string) as Json } : {}),
    ...(JSON.parse(row["Settings"] as string) as TypeSettings),
    updatedAt: row["UpdatedAt"] as string,
  };
}
