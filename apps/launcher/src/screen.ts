/**
 * What people see of the launcher. While the console has the terminal, lines go to it, and it shows them above
 * its own.
 */
export class Screen {
  #redirect: ((line: string) => void) | undefined;

  constructor() {
    // A closed window takes the terminal away; that must not keep us from stopping in order.
    process.stdout.on("error", () => undefined);
    process.stderr.on("error", () => undefined);
  }

  say(text: string): void {
    if (this.#redirect) this.#redirect(text);
    else process.stdout.write(`${text}\n`);
  }

  redirect(target: ((line: string) => void) | undefined): void {
    this.#redirect = target;
  }
}
