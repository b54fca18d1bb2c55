import { TableClient, TableServiceClient, type TableServiceClientOptions } from "@azure/data-tables";
import { BlobServiceClient, type ContainerClient, newPipeline } from "@azure/storage-blob";
import { containerName, identityAccess, type Logger, RequestCounter, tableName } from "@baton/runtime";
import { blobSpans, isTracing, tableSpans } from "@baton/runtime/tracing";
import { type Instance, InstanceRow, refuseNewer, type ToldServer } from "./migrations/instance-row.ts";
import { type Migration, migrations, schemaAfter } from "./migrations/migration.ts";
import { Migrator } from "./migrations/migrator.ts";
import { RequestDeadline } from "./request-deadline.ts";
import { StorageClock } from "./storage-clock.ts";
import type { Table } from "./table.ts";

export type StorageOptions = {
  connectionString: string;
  namespace: string;
  /** The ledger's table; default `JobAuditTrail`. */
  auditTable?: string;
  /** Told of every request that is sent. */
  requests?: RequestCounter;
  /** How long one try of a request may take, in milliseconds; default 10 s. */
  requestMs?: number;
  /** Those that lead to the stored form of this code; default: this release's. */
  migrations?: readonly Migration[];
  logger: Logger;
};

const defaultRequestMs = 10_000;

const tableNames = {
  inbox: "JobInbox",
  keys: "JobKeys",
  index: "JobIndex",
  feed: "JobFeed",
  commands: "Commands",
  workers: "Workers",
  heads: "AuditHeads",
  expiry: "ResultExpiry",
  stats: "Stats",
  schedules: "Schedules",
  limits: "Limits",
  accounts: "Accounts",
  instance: "Instance",
} as const;

/** Every table and container of one namespace. Making one does no I/O. */
export class Storage {
  readonly namespace: string;
  readonly logger: Logger;
  /** The stored form that this code reads and writes. */
  readonly schemaVersion: number;
  readonly clock = new StorageClock();
  /** No retries by the SDK: an append whose outcome is unknown is resolved by reading the head. */
  readonly ledger: Table;
  readonly inbox: Table;
  readonly jobKeys: TableClient;
  readonly index: TableClient;
  readonly feed: TableClient;
  readonly commands: TableClient;
  readonly workers: TableClient;
  /** For the checkpoints: which heads have changed, and the newest line. */
  readonly heads: TableClient;
  /** Which results are to be removed when. */
  readonly expiry: TableClient;
  readonly stats: TableClient;
  readonly schedules: TableClient;
  /** Circuits and rates of job types. */
  readonly limits: Table;
  /** Accounts, their sessions, API keys and invitations. */
  readonly accounts: TableClient;
  /** Who this storage is. */
  readonly instances: TableClient;
  readonly payloads: ContainerClient;
  readonly inputs: ContainerClient;
  readonly results: ContainerClient;
  readonly checkpoints: ContainerClient;
  readonly #instance: InstanceRow;
  readonly #migrations: readonly Migration[];
  readonly #service: TableServiceClient;
  readonly #blobs: BlobServiceClient;
  #preparing: Promise<Instance> | undefined;

  constructor(options: StorageOptions) {
    const { connectionString, namespace, auditTable = "JobAuditTrail", requests = new RequestCounter() } = options;
    const deadline = new RequestDeadline(options.requestMs ?? defaultRequestMs);
    this.namespace = namespace;
    this.logger = options.logger;
    this.#migrations = options.migrations ?? migrations;
    this.schemaVersion = schemaAfter(this.#migrations);
    const service = tableService(connectionString);
    const table = (name: string, retries: number, kindOf: (url: string) => string) => {
      const client = service.table(tableName(namespace, name), {
        retryOptions: { maxRetries: retries, retryDelayInMs: 200, maxRetryDelayInMs: 2000 },
      });
      client.pipeline.addPolicy(requests.policy(kindOf), { afterPhase: "Retry" });
      if (isTracing()) client.pipeline.addPolicy(tableSpans(), { afterPhase: "Retry" });
      client.pipeline.addPolicy(deadline.policy(), { afterPhase: "Retry" });
      this.clock.listenTo(client.pipeline);
      return client;
    };
    this.ledger = table(auditTable, 0, (url) => (url.includes("$batch") ? "ledger" : "ledger-read"));
    this.inbox = table(tableNames.inbox, 2, (url) => (url.includes("~marker") ? "markers" : "inbox"));
    this.jobKeys = table(tableNames.keys, 2, () => "job-keys");
    this.index = table(tableNames.index, 2, () => "read-models");
    this.feed = table(tableNames.feed, 2, () => "read-models");
    this.commands = table(tableNames.commands, 2, () => "other");
    this.workers = table(tableNames.workers, 0, () => "registry");
    this.heads = table(tableNames.heads, 2, () => "checkpoints");
    this.expiry = table(tableNames.expiry, 2, () => "results");
    this.stats = table(tableNames.stats, 2, () => "stats");
    this.schedules = table(tableNames.schedules, 2, () => "schedules");
    this.limits = table(tableNames.limits, 2, () => "limits");
    this.accounts = table(tableNames.accounts, 2, () => "accounts");
    this.instances = table(tableNames.instance, 2, () => "other");
    this.#instance = new InstanceRow(this.instances);
    this.#service = service.all({ retryOptions: { maxRetries: 1 } });
    const countedAsOther = requests.policy(() => "other");
    this.#service.pipeline.addPolicy(countedAsOther, { afterPhase: "Retry" });
    this.#service.pipeline.addPolicy(deadline.policy(), { afterPhase: "Retry" });
    const blobs = blobService(connectionString, requests, deadline);
    this.#blobs = blobs;
    this.payloads = blobs.getContainerClient(containerName(namespace, "job-payloads"));
    this.inputs = blobs.getContainerClient(containerName(namespace, "job-inputs"));
    this.results = blobs.getContainerClient(containerName(namespace, "job-results"));
    this.checkpoints = blobs.getContainerClient(containerName(namespace, "audit-checkpoints"));
  }

  /**
   * Creates what is missing, migrates what an older Baton has stored, and returns who this storage is. Whoever asks
   * meanwhile waits for the same: a migration may take longer than a caller's patience.
   * @throws {SchemaTooNewError} when newer code has written here.
   */
  prepare(): Promise<Instance> {
    this.#preparing ??= this.#prepare().finally(() => {
      this.#preparing = undefined;
    });
    return this.#preparing;
  }

  async #prepare(): Promise<Instance> {
    // One after the other: a dozen at once makes Azurite answer some of them with 500.
    for (const { tableName: name } of this.#tables) await this.#service.createTable(name);
    const containers = [this.payloads, this.inputs, this.results, this.checkpoints];
    for (const container of containers) await container.createIfNotExists();
    const found = await this.#instance.readOrCreate(this.namespace, this.schemaVersion);
    refuseNewer(found, this.schemaVersion);
    const { instanceId, schemaVersion } =
      found.schemaVersion < this.schemaVersion
        ? await new Migrator(this, this.#instance, this.#migrations).run()
        : found;
    return { instanceId, schemaVersion };
  }

  /** Who this storage is; undefined when nobody has prepared it. */
  async instance(onServer?: ToldServer): Promise<Instance | undefined> {
    const found = await this.#instance.read(onServer);
    return found && { instanceId: found.instanceId, schemaVersion: found.schemaVersion };
  }

  /**
   * Deletes every table and container of the namespace, the locks' too.
   * @throws for the default namespace, whose containers have no prefix by which they could be told from others.
   */
  async remove(): Promise<void> {
    const prefix = containerName(this.namespace, "");
    if (prefix === "") throw new Error("The default namespace is not deleted");
    for (const { tableName: name } of this.#tables) await this.#service.deleteTable(name);
    for await (const { name } of this.#blobs.listContainers({ prefix })) await this.#blobs.deleteContainer(name);
  }

  get #tables(): Pick<TableClient, "tableName">[] {
    const {
      ledger,
      inbox,
      jobKeys,
      index,
      feed,
      commands,
      workers,
      heads,
      expiry,
      stats,
      schedules,
      limits,
      accounts,
    } = this;
    const readModels = [index, feed, expiry, stats];
    return [
      ledger,
      inbox,
      jobKeys,
      commands,
      workers,
      heads,
      schedules,
      limits,
      accounts,
      ...readModels,
      this.instances,
    ];
  }
}

/** Clients of the tables, by whatever the connection string says how to get in. */
function tableService(connectionString: string) {
  const access = identityAccess(connectionString)?.tables;
  const insecure = { allowInsecureConnection: isPlainHttp(connectionString) };
  return {
    table: (name: string, options: TableServiceClientOptions) =>
      access
        ? new TableClient(access.url, name, access.credential, options)
        : TableClient.fromConnectionString(connectionString, name, { ...insecure, ...options }),
    all: (options: TableServiceClientOptions) =>
      access
        ? new TableServiceClient(access.url, access.credential, options)
        : TableServiceClient.fromConnectionString(connectionString, { ...insecure, ...options }),
  };
}

function blobService(connectionString: string, requests: RequestCounter, deadline: RequestDeadline): BlobServiceClient {
  const { url, credential } =
    identityAccess(connectionString)?.blobs ?? BlobServiceClient.fromConnectionString(connectionString);
  const pipeline = newPipeline(credential, { retryOptions: { maxTries: 2 } });
  pipeline.factories.push(requests.factory("blobs"), deadline.factory());
  if (isTracing()) pipeline.factories.push(blobSpans());
  return new BlobServiceClient(url, pipeline);
}

function isPlainHttp(connectionString: string): boolean {
  return /UseDevelopmentStorage=true|TableEndpoint=http:|DefaultEndpointsProtocol=http(;|$)/i.test(connectionString);
}
