import path from "node:path";
import { Caretaker, EmbeddedStorage, provide, RabbitmqNode, rabbitmqPackage } from "@baton/embedded";
import type { Environment } from "@baton/runtime";
import { buildDashboard } from "../../apps/launcher/src/dashboard-build.ts";

/** The real broker and storage that the integration tests run against, and the dashboard's build. */
export class Services {
  readonly #folder: string;
  readonly #caretaker: Caretaker;

  constructor(folder: string) {
    this.#folder = folder;
    this.#caretaker = Caretaker.start({ logFile: path.join(folder, "logs/caretaker.log") });
  }

  /** Starts those that `given` does not name. @returns the addresses of both. */
  async start(given: Environment): Promise<Environment> {
    const [AMQP_URL, AZURE_STORAGE_CONNECTION_STRING] = await Promise.all([
      given["AMQP_URL"] || this.#startBroker(),
      given["AZURE_STORAGE_CONNECTION_STRING"] || this.#startStorage(),
    ]);
    return { AMQP_URL, AZURE_STORAGE_CONNECTION_STRING };
  }

  /** For the tests of the dashboard's server. Not beside the check of its types, which writes to the same folder. */
  buildDashboard(): Promise<void> {
    return buildDashboard({ logFile: this.#log("dashboard-build"), caretaker: this.#caretaker, say: console.log });
  }

  stop(): Promise<void> {
    return this.#caretaker.stopAll();
  }

  async #startBroker(): Promise<string> {
    const server = await provide(rabbitmqPackage, { install: true, say: console.log });
    const node = await RabbitmqNode.prepare(this.#own("rabbitmq"));
    await node.start(server);
    return node.amqpUrl;
  }

  async #startStorage(): Promise<string> {
    const storage = await EmbeddedStorage.prepare(this.#own("azurite"));
    await storage.start();
    return storage.connectionString;
  }

  #own(name: string) {
    return { folder: path.join(this.#folder, name), logFile: this.#log(name), caretaker: this.#caretaker };
  }

  #log(name: string): string {
    return path.join(this.#folder, "logs", `${name}.log`);
  }
}
