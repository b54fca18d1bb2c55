import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Caretaker } from "@baton/embedded";
import { OwnService } from "./own-service.ts";

/** A private broker and a private storage, which end with this process, however it ends. */
export class PrivateServices {
  readonly broker: OwnService;
  readonly storage: OwnService;
  readonly #caretaker: Caretaker;
  readonly #folder: string;

  private constructor(broker: OwnService, storage: OwnService, caretaker: Caretaker, folder: string) {
    this.broker = broker;
    this.storage = storage;
    this.#caretaker = caretaker;
    this.#folder = folder;
  }

  /** @throws {MissingPackageError} when RabbitMQ is not installed. */
  static async start(): Promise<PrivateServices> {
    const folder = mkdtempSync(join(tmpdir(), "baton-services-"));
    const caretaker = Caretaker.start({ logFile: join(folder, "caretaker.log") });
    try {
      const [broker, storage] = await Promise.all([
        OwnService.broker({ folder: join(folder, "broker"), caretaker }),
        OwnService.storage({ folder: join(folder, "storage"), caretaker }),
      ]);
      return new PrivateServices(broker, storage, caretaker, folder);
    } catch (err) {
      await caretaker.stopAll();
      rmSync(folder, { recursive: true, force: true });
      throw err;
    }
  }

  async stop(): Promise<void> {
    await this.#caretaker.stopAll();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
