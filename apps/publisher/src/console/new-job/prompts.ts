import { type CANCEL_SYMBOL, confirm, intro, isCancel, log, note, select, text } from "@clack/prompts";
import type { Reading } from "./reading.ts";

export type Choice<T> = { value: T; label: string; hint?: string | undefined };

/** Esc or Ctrl-C at a question, or the end of the console. */
export class PromptCancelledError extends Error {
  readonly code = "prompt-cancelled";
  override name = "PromptCancelledError";
}

/**
 * Questions on a terminal that nobody else uses meanwhile, one below the other. By @clack/prompts, because there Esc
 * cancels, a signal does, too, and it is small.
 */
export class Prompts {
  readonly #signal: AbortSignal;

  constructor(signal: AbortSignal) {
    this.#signal = signal;
  }

  title(message: string): void {
    intro(message);
  }

  say(message: string): void {
    log.info(message);
  }

  show(title: string, content: string): void {
    note(content, title);
  }

  /** Asks until the answer can be read. @throws {PromptCancelledError} as the others. */
  async ask<T>(message: string, read: (text: string) => Reading<T>, placeholder = ""): Promise<T> {
    const validate = (answer = "") => {
      const reading = read(answer);
      return reading.kind === "wrong" ? reading.message : undefined;
    };
    const answer = answered(await text({ message, placeholder, validate, signal: this.#signal }));
    const reading = read(answer);
    if (reading.kind === "wrong") throw new Error(`An answer was taken that is wrong: ${reading.message}`);
    return reading.value;
  }

  async choose<T>(message: string, choices: Choice<T>[]): Promise<T> {
    const options = choices.map(({ label, hint }, at) => ({ value: at, label, ...(hint ? { hint } : {}) }));
    const at = answered(await select({ message, options, signal: this.#signal }));
    return (choices[at] as Choice<T>).value;
  }

  /** No, unless told otherwise. */
  async confirm(message: string): Promise<boolean> {
    return answered(await confirm({ message, initialValue: false, signal: this.#signal }));
  }
}

function answered<T>(answer: T | typeof CANCEL_SYMBOL): T {
  if (isCancel(answer)) throw new PromptCancelledError("The question was not answered");
  return answer as T;
}
