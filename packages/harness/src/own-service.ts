import { rmSync } from "node:fs";
import { join } from "node:path";
import {
  type Caretaker,
  EmbeddedStorage,
  MissingPackageError,
  type OwnedProcess,
  RabbitmqNode,
  rabbitmqPackage,
} from "@baton/embedded";

export type OwnServiceOptions = {
  /** Has its data; removed at the end. */
  folder: string;
  caretaker?: Caretaker;
};

type Parts = {
  address: string;
  folder: string;
  launch: () => Promise<OwnedProcess>;
  control?: (args: string[]) => Promise<void>;
  cleanUp: () => Promise<void>;
};

/** A broker or a storage of our own, which may be stopped and started again at the same address. */
export class OwnService {
  readonly address: string;
  readonly #parts: Parts;
  #running: OwnedProcess | undefined;

  private constructor(parts: Parts) {
    this.address = parts.address;
    this.#parts = parts;
  }

  /** @throws {MissingPackageError} when RabbitMQ is not installed. */
  static async broker({ folder, caretaker }: OwnServiceOptions): Promise<OwnService> {
    const server = rabbitmqPackage.find();
    if (!server) throw new MissingPackageError("RabbitMQ is not on this machine; npm start installs it or says how");
    const logFile = join(folder, "broker.log");
    const node = await RabbitmqNode.prepare({ folder, logFile, ...(caretaker ? { caretaker } : {}) });
    return OwnService.#started({
      address: node.amqpUrl,
      folder,
      launch: () => node.start(server),
      control: (args) => node.control(server, args),
      cleanUp: () => node.stopEpmd(),
    });
  }

  static async storage({ folder, caretaker }: OwnServiceOptions): Promise<OwnService> {
    const logFile = join(folder, "storage.log");
    const storage = await EmbeddedStorage.prepare({ folder, logFile, ...(caretaker ? { caretaker } : {}) });
    return OwnService.#started({
      address: storage.connectionString,
      folder,
      launch: () => storage.start(),
      cleanUp: async () => undefined,
    });
  }

  static async #started(parts: Parts): Promise<OwnService> {
    const service = new OwnService(parts);
    await service.start();
    return service;
  }

  async start(): Promise<void> {
    this.#running = await this.#parts.launch();
  }

  /** Gives a broker's node an order, as `rabbitmqctl` takes it. */
  async control(...args: string[]): Promise<void> {
    if (!this.#parts.control) throw new Error("Only a broker takes orders");
    await this.#parts.control(args);
  }

  /** Ends it in order; `start` brings it back with its data. */
  async stop(): Promise<void> {
    await this.#running?.stop();
    this.#running = undefined;
  }

  /** Ends it for good, data included. */
  async remove(): Promise<void> {
    await this.stop();
    await this.#parts.cleanUp();
    rmSync(this.#parts.folder, { recursive: true, force: true });
  }
}
