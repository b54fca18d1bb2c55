import { emitKeypressEvents, type Key } from "node:readline";
import { styleText } from "node:util";
import { createLogUpdate } from "log-update";
import type { Paint } from "./job-line.ts";

export type KeyHandler = (text: string | undefined, key: Key) => void;

// Bracketed paste: the terminal marks what was pasted, so that a text is not taken for a thousand keys.
const pasteMarksOn = "\u001b[?2004h";
const pasteMarksOff = "\u001b[?2004l";
const otherScreen = "\u001b[?1049h\u001b[2J\u001b[H";
const ownScreen = "\u001b[?1049l";
const clearScreen = "\u001b[2J\u001b[H";
const showCursor = "\u001b[?25h";

/**
 * The terminal in raw mode, with one display that is drawn in place.
 * States: open ⇄ lent → closed. However the process ends, short of SIGKILL, the terminal is as it was.
 */
export class Terminal {
  readonly paint: Paint = (color, text) => styleText(color, text, { stream: process.stdout });
  readonly #draw = createLogUpdate(process.stdout);
  readonly #onKey: KeyHandler;
  readonly #onGone: () => void;
  #onResize: () => void = () => undefined;
  #pasting = false;
  #lent = false;
  #resizedMeanwhile = false;
  #unsaid: string[] = [];
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
    process.stdout.on("resize", () => this.#resized());
    this.#onResize = onResize;
    process.stdout.write(pasteMarksOn);
  }

  show(frame: string): void {
    if (!this.#closed && !this.#lent) this.#draw(frame);
  }

  /** Writes lines above the display; they stay. */
  say(text: string): void {
    if (this.#lent) this.#unsaid.push(text);
    else this.#draw.persist(text);
  }

  /** Gives the keys and an empty screen to `work`; afterwards the display is as it was. */
  async lend<T>(work: () => Promise<T>): Promise<T> {
    this.#lent = true;
    process.stdin.off("keypress", this.#keypress);
    process.stdout.write(pasteMarksOff + otherScreen);
    try {
      return await work();
    } finally {
      if (!this.#closed) this.#takeBack();
    }
  }

  /** Idempotent. The last display stays on the screen. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    if (this.#lent) process.stdout.write(ownScreen);
    this.#draw.done();
    process.stdin.off("keypress", this.#keypress);
    if (process.stdin.isTTY) process.stdin.setRawMode(false);
    process.stdin.pause();
    process.stdout.write(pasteMarksOff + showCursor);
  }

  /** Whoever had the terminal may have left raw mode and paused its input. */
  #takeBack(): void {
    this.#lent = false;
    process.stdout.write(ownScreen + pasteMarksOn);
    process.stdin.setRawMode(true);
    process.stdin.on("keypress", this.#keypress);
    process.stdin.resume();
    if (this.#resizedMeanwhile) this.#resized();
    for (const text of this.#unsaid.splice(0)) this.say(text);
  }

  readonly #keypress: KeyHandler = (text, key) => {
    if (key.name === "paste-start") this.#pasting = true;
    else if (key.name === "paste-end") this.#pasting = false;
    else if (!this.#pasting) this.#onKey(text, key);
  };

  // The terminal has wrapped the old lines anew: where they are now, nobody knows.
  #resized(): void {
    this.#resizedMeanwhile = this.#lent;
    if (this.#closed || this.#lent) return;
    this.#draw.clear();
    process.stdout.write(clearScreen);
    this.#onResize();
  }
}
