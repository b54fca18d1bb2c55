import { stripVTControlCharacters } from "node:util";
import { eventually } from "@baton/harness";
import { type IPty, spawn } from "@lydell/node-pty";

export type TerminalOptions = { cwd?: string; columns: number; rows: number; env: Record<string, string> };

/** A program in a real pseudo-terminal: what it draws, and keys for it. */
export class Terminal {
  /** Resolves with the exit code. */
  readonly exited: Promise<number>;
  readonly #pty: IPty;
  #output = "";
  #ended = false;

  constructor(command: string, args: string[], { cwd, columns, rows, env }: TerminalOptions) {
    this.#pty = spawn(command, args, { cols: columns, rows, name: "xterm-256color", env, ...(cwd ? { cwd } : {}) });
    this.#pty.onData((data) => {
      this.#output += data;
    });
    this.exited = new Promise((resolve) => {
      this.#pty.onExit(({ exitCode }) => {
        this.#ended = true;
        resolve(exitCode);
      });
    });
  }

  get ended(): boolean {
    return this.#ended;
  }

  /** Everything that came so far, as it came. */
  get raw(): string {
    return this.#output;
  }

  press(keys: string): void {
    this.#pty.write(keys);
  }

  resize(columns: number, rows: number): void {
    this.#pty.resize(columns, rows);
  }

  signal(signal: NodeJS.Signals): void {
    if (!this.#ended) this.#pty.kill(signal);
  }

  /** Forgets what was shown, so that `shows` waits for something new. */
  forget(): void {
    this.#output = "";
  }

  /** Waits until text was drawn that fits. Lines are drawn when they change, whole. */
  async shows(text: string | RegExp, withinMs = 20_000): Promise<string> {
    try {
      return await eventually(`the terminal to show ${text}`, () => this.#match(text), { withinMs });
    } catch (err) {
      throw new Error(`The terminal does not show ${text}. It showed:\n${this.#plain().slice(-3000)}`, { cause: err });
    }
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
