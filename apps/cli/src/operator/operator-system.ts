import { BrokerConnection } from "@baton/broker";
import { CommandClient } from "@baton/client";
import { type LockStore, operatorLocks } from "@baton/lease";
import type { Logger } from "@baton/runtime";
import {
  Commands,
  Inbox,
  JobReader,
  JobTypes,
  KeyLine,
  KeyReader,
  Markers,
  PayloadFiles,
  type Storage,
} from "@baton/store";
import type { CliConfig } from "../cli-config.ts";

export type OperatorSystemOptions = { storage: Storage; config: CliConfig; logger: Logger };

/** A broker that is away is done without: workers look for commands by themselves, every few seconds. */
const brokerMs = 1000;

/** What an operator's commands and questions go to: storage, and the broker if it is there. */
export class OperatorSystem {
  readonly reader: JobReader;
  readonly keys: KeyReader;
  readonly line: KeyLine;
  readonly types: JobTypes;
  readonly commands: Commands;
  readonly locks: LockStore;
  readonly client: CommandClient;
  readonly #broker: BrokerConnection | undefined;

  constructor({ storage, config, logger }: OperatorSystemOptions) {
    const namespace = config.BATON_NAMESPACE;
    const [inbox, markers, files] = [new Inbox(storage), new Markers(storage), new PayloadFiles(storage)];
    this.reader = new JobReader(storage);
    this.keys = new KeyReader(storage);
    this.line = new KeyLine(storage);
    this.types = new JobTypes(storage);
    this.commands = new Commands({ storage, inbox, markers, files });
    this.locks = operatorLocks({
      connectionString: config.AZURE_STORAGE_CONNECTION_STRING,
      namespace,
      lockContainer: config.LOCK_CONTAINER,
      logger,
    });
    const url = config.AMQP_URL;
    this.#broker = url === undefined ? undefined : new BrokerConnection({ url, namespace, name: "baton cli", logger });
    this.client = new CommandClient(this.#broker, { commands: this.commands });
  }

  /** Resolves when commands can be given, with a broker or without. */
  async open(): Promise<void> {
    await this.client.start();
    await this.#broker?.start();
    await this.#broker?.ready(brokerMs);
  }

  async close(): Promise<void> {
    await this.client.stop();
    await this.#broker?.close();
  }
}
