import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { freePort } from "@baton/embedded";
import { cloneFolder, type RunFile, runningSystem, settings } from "@baton/runtime";
import { Terminal } from "@baton/testing";

const firstStartMs = 300_000;

/** `npm start` in a real pseudo-terminal, with data of its own, as a user sees it. */
export class TerminalSystem {
  readonly terminal: Terminal;
  readonly #dataFolder = mkdtempSync(path.join(tmpdir(), "baton e2e "));

  private constructor(port: number) {
    this.terminal = new Terminal("npm", ["start", "--", "--port", String(port)], {
      cwd: cloneFolder,
      columns: 120,
      rows: 40,
      env: {
        ...withoutSettings(),
        BATON_DATA_DIR: this.#dataFolder,
        BATON_ENV_FILE: path.join(this.#dataFolder, "none.env"),
      },
    });
  }

  static async start(): Promise<TerminalSystem> {
    const system = new TerminalSystem(await freePort());
    await system.terminal.shows("Press any key to submit one", firstStartMs);
    return system;
  }

  get url(): string {
    return this.running?.dashboardUrl ?? "";
  }

  /** Where its parts answer. */
  get running(): RunFile | undefined {
    return runningSystem(this.#dataFolder);
  }

  /** How to reach its storage, for tests that change something there. */
  get storageConnectionString(): string {
    return runningSystem(this.#dataFolder)?.storageConnectionString ?? "";
  }

  async stop(): Promise<void> {
    this.terminal.signal("SIGTERM");
    await this.terminal.exited;
    rmSync(this.#dataFolder, { recursive: true, force: true });
  }
}

// The system under test brings its own broker and storage, whatever this shell is set to.
function withoutSettings(): Record<string, string> {
  const kept = Object.entries(process.env).filter(([name, value]) => !(name in settings) && value !== undefined);
  return Object.fromEntries(kept) as Record<string, string>;
}
