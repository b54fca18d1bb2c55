import path from "node:path";
import { cloneFolder } from "@baton/runtime";
import { z } from "zod";
import type { Caretaker } from "./caretaker.ts";
import { freePort } from "./free-port.ts";
import { Leftovers } from "./leftovers.ts";
import { OwnedProcess } from "./owned-process.ts";
import { StartError } from "./start-error.ts";

export type AzuriteOptions = { folder: string; logFile: string; caretaker?: Caretaker };

const readySchema = z.object({ kind: z.literal("ready") });

// Writing out a large database takes its time, and a killed Azurite loses its last seconds.
const graceMs = 120_000;

/** The embedded storage: blobs and tables on loopback, in one folder. Its address stays for its lifetime. */
export class EmbeddedStorage {
  readonly connectionString: string;
  readonly #options: AzuriteOptions;
  readonly #ports: { blob: number; table: number };
  readonly #leftovers: Leftovers;

  private constructor(options: AzuriteOptions, ports: { blob: number; table: number }) {
    this.#options = options;
    this.#ports = ports;
    this.#leftovers = new Leftovers(options.folder);
    this.connectionString = connectionString(ports);
  }

  /** Chooses ports; nothing runs yet. */
  static async prepare(options: AzuriteOptions): Promise<EmbeddedStorage> {
    return new EmbeddedStorage(options, { blob: await freePort(), table: await freePort() });
  }

  /** Resolves when it answers. May be called again after the process has ended. */
  async start(): Promise<OwnedProcess> {
    await this.#leftovers.end();
    const azurite = await OwnedProcess.start({
      name: "storage",
      role: "storage",
      command: process.execPath,
      args: [
        path.join(cloneFolder, "azurite/launch.ts"),
        ...["--location", this.#options.folder],
        ...["--blob-port", String(this.#ports.blob), "--table-port", String(this.#ports.table)],
      ],
      env: process.env,
      logFile: this.#options.logFile,
      graceMs,
      ipc: true,
      caretaker: this.#options.caretaker,
    });
    this.#leftovers.note([azurite.watched]);
    const ready = await azurite.message((message) => readySchema.safeParse(message).data);
    if (!ready) throw new StartError("The embedded storage (Azurite)", this.#options.logFile);
    return azurite;
  }
}

// The account and key are Azurite's published ones; they open nothing but an emulator.
// https://learn.microsoft.com/azure/storage/common/storage-connect-azurite
function connectionString({ blob, table }: { blob: number; table: number }): string {
  return [
    "DefaultEndpointsProtocol=http",
    "AccountName=devstoreaccount1",
    "AccountKey=Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==",
    `BlobEndpoint=http://127.0.0.1:${blob}/devstoreaccount1`,
    `TableEndpoint=http://127.0.0.1:${table}/devstoreaccount1`,
  ].join(";");
}
