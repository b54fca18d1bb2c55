import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { stripVTControlCharacters } from "node:util";
import { freePort } from "@baton/embedded";
import { cloneFolder, runningSystem, settings } from "@baton/runtime";
import { eventually } from "@baton/testing";
import { type IPty, spawn } from "@lydell/node-pty";

const firstStartMs = 300_000;

/** `npm start` in a real pseudo-terminal, with data of its own, as a user sees it. */
export class TerminalSystem {
  readonly dataFolder = mkdtempSync(path.join(tmpdir(), "baton e2e "));
  readonly #pty: IPty;
  #output = "";
  #exitCode: number | undefined;

  private constructor(port: number) {
    this.#pty = spawn("npm", ["start", "--", "--port", String(port)], {
      cwd: cloneFolder,
      cols: 120,
      rows: 40,
      name: "xterm-256color",
      env: {
        ...withoutSettings(),
        BATON_DATA_DIR: this.dataFolder,
        BATON_ENV_FILE: path.join(this.dataFolder, "none.env"),
      },
    });
    this.#pty.onData((data) => {
      this.#output += data;
    });
    this.#pty.onExit(({ exitCode }) => {
      this.#exitCode = exitCode;
    });
  }

  static async start(): Promise<TerminalSystem> {
    const system = new TerminalSystem(await freePort());
    await system.shows("Press any key to submit one", firstStartMs);
    return system;
  }

  get url(): string {
    return runningSystem(this.dataFolder)?.dashboardUrl ?? "";
  }

  press(keys: string): void {
    this.#pty.write(keys);
  }

  async shows(text: string | RegExp, withinMs = 30_000): Promise<string> {
    try {
      return await eventually(`the terminal to show ${text}`, () => this.#match(text), { withinMs });
    } catch (err) {
      throw new Error(`The terminal does not show ${text}:\n${this.#plain().slice(-3000)}`, { cause: err });
    }
  }

  ended(withinMs = 60_000): Promise<{ exitCode: number }> {
    return eventually("npm start to end", () => (this.#exitCode === undefined ? false : { exitCode: this.#exitCode }), {
      withinMs,
    });
  }

  async stop(): Promise<void> {
    if (this.#exitCode === undefined) this.#pty.kill("SIGTERM");
    await this.ended();
    rmSync(this.dataFolder, { recursive: true, force: true });
  }

  #match(text: string | RegExp): string | undefined {
    const plain = this.#plain();
    if (typeof text === "string") return plain.includes(text) ? text : undefined;
    return text.exec(plain)?.[0];
  }

  #plain(): string {
    return stripVTControlCharacters(this.#output).replaceAll("\r", "");
  }
}

// The system under test brings its own broker and storage, whatever this shell is set to.
function withoutSettings(): Record<string, string> {
  const kept = Object.entries(process.env).filter(([name, value]) => !(name in settings) && value !== undefined);
  return Object.fromEntries(kept) as Record<string, string>;
}
