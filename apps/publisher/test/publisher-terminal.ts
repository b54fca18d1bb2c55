import { stripVTControlCharacters } from "node:util";
import { eventually } from "@baton/testing";
import { type IPty, spawn } from "@lydell/node-pty";
import { onTestFinished } from "vitest";
import { publisherMain } from "./publisher-process.ts";

/** The publisher console in a real pseudo-terminal. */
export class PublisherTerminal {
  readonly exited: Promise<number>;
  readonly #pty: IPty;
  #output = "";
  #ended = false;

  constructor(env: Record<string, string>, args: string[] = []) {
    this.#pty = spawn(process.execPath, [publisherMain, ...args], {
      cols: 160,
      rows: 40,
      name: "xterm-256color",
      env: { ...process.env, ...env },
    });
    this.#pty.onData((data) => {
      this.#output += data;
    });
    this.exited = new Promise((resolve) => {
      this.#pty.onExit(({ exitCode }) => {
        this.#ended = true;
        resolve(exitCode);
      });
    });
    onTestFinished(() => {
      if (!this.#ended) this.#pty.kill("SIGKILL");
    });
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
    this.#pty.kill(signal);
  }

  /** Forgets what was shown, so that `shows` waits for something new. */
  forget(): void {
    this.#output = "";
  }

  /** Waits until text was drawn that fits. Lines are drawn when they change, whole. */
  async shows(text: string | RegExp, withinMs = 20_000): Promise<string> {
    try {
      return await eventually(`the console to show ${text}`, () => this.#match(text), { withinMs });
    } catch (err) {
      throw new Error(`The console does not show ${text}. It showed:\n${this.#plain().slice(-3000)}`, { cause: err });
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
