import { emitKeypressEvents, type Key } from "node:readline";
import { styleText } from "node:util";
import { createLogUpdate } from "log-update";
import type { Paint } from "./job-line.ts";

export type KeyHandler = (text: string | undefined, key: Key) => void;

// Bracketed paste: the terminal marks what was pasted, so that a text is not taken for a thousand keys.
const pasteMarksOn = "\u001b[?2004h";
const pasteMarksOff = "\u001b[?2004l";
const clearScreen = "\u001b[2J\u001b[H";
const showCursor = "\u001b[?25h";

/**
 * The terminal in raw mode, with one display that is drawn in place.
 * States: open → closed. However the process ends, short of SIGKILL, the terminal is as it was.
 */
export class Terminal {
  readonly paint: Paint = (color, text) => styleText(color, text, { stream: process.stdout });
  readonly #draw = createLogUpdate(process.stdout);
  readonly #onKey: KeyHandler;
  readonly #onGone: () => void;
  #pasting = false;
  #closed = false;

  /** @param onGone the terminal was closed. */
  constructor(onKey: KeyHandler, onGone: () => void) {
    this.#onKey = onKey;
    this.#onGone = onGone;
  }

  get columns(): number {
    return process.stdout.columns;
  }

  get rows(): number {
    return process.stdout.rows;
  }

  open(onResize: () => void): void {
    process.once("exit", () => this.close());
    emitKeypressEvents(process.stdin);
    process.stdin.setRawMode(true);
    process.stdin.on("keypress", this.#keypress);
    process.stdin.once("end", this.#onGone).once("error", this.#onGone);
    process.stdout.once("error", this.#onGone);
    process.stdout.on("resize", () => this.#resized(onResize));
    process.stdout.write(pasteMarksOn);
  }

  show(frame: string): void {
    if (!this.#closed) this.#draw(frame);
  }

  /** Writes lines above the display; they stay. */
  say(text: string): void {
    this.#draw.persist(text);
  }

  /** Idempotent. The last display stays on the screen. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#draw.done();
    process.stdin.off("keypress", this.#keypress);
    if (process.stdin.isTTY) process.stdin.setRawMode(false);
    process.stdin.pause();
    process.stdout.write(pasteMarksOff + showCursor);
  }

  readonly #keypress: KeyHandler = (text, key) => {
    if (key.name === "paste-start") this.#pasting = true;
    else if (key.name === "paste-end") this.#pasting = false;
    else if (!this.#pasting) this.#onKey(text, key);
  };

  // The terminal has wrapped the old lines anew: where they are now, nobody knows.
  #resized(onResize: () => void): void {
    if (this.#closed) return;
    this.#draw.clear();
    process.stdout.write(clearScreen);
    onResize();
  }
}
