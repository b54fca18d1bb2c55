import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { AppProcess, eventually } from "@baton/testing";
import type { TerminalSystem } from "./terminal-system.ts";

export const adminPassword = "correct horse battery";

/** One more dashboard of a running system, with accounts. */
export class GuardedDashboard {
  readonly url: string;
  readonly #app: AppProcess;
  readonly #folder: string;

  private constructor(url: string, app: AppProcess, folder: string) {
    this.url = url;
    this.#app = app;
    this.#folder = folder;
  }

  static async start({ running }: TerminalSystem): Promise<GuardedDashboard> {
    const folder = mkdtempSync(path.join(tmpdir(), "baton guarded "));
    const env = {
      AMQP_URL: running?.amqpUrl,
      AZURE_STORAGE_CONNECTION_STRING: running?.storageConnectionString,
      BATON_NAMESPACE: running?.namespace,
      BATON_DATA_DIR: folder,
      BATON_ENV_FILE: path.join(folder, "none.env"),
      HOST: "127.0.0.1",
      PORT: "0",
      AUTH_MODE: "password",
      AUTH_ADMIN_PASSWORD: adminPassword,
    };
    const app = new AppProcess("guarded", "apps/dashboard/src/main.ts", env, folder);
    await app.ready();
    const url = await eventually("it to say where it listens", () => /http:\/\/127\.0\.0\.1:\d+/.exec(app.log)?.[0]);
    const health = async () => (await (await fetch(`${url}/api/health`)).json()) as { storage: { status: string } };
    await eventually("storage to be up", async () => (await health()).storage.status === "up");
    return new GuardedDashboard(url, app, folder);
  }

  async stop(): Promise<void> {
    await this.#app.end();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
