import { type Command, CommanderError } from "commander";

/** The command line is wrong; the message is for the user. */
export class UsageError extends Error {
  override name = "UsageError";
}

/**
 * Parses what comes after the script's name.
 * @returns what `--help` has to say, or undefined when the command is to run
 * @throws {UsageError}
 */
export function parseCommand(command: Command, args: string[]): string | undefined {
  let told = "";
  command
    .allowExcessArguments(false)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => {
        told += text;
      },
      writeErr: () => undefined,
    });
  try {
    command.parse(args, { from: "user" });
    return undefined;
  } catch (err) {
    if (!(err instanceof CommanderError)) throw err;
    if (err.exitCode === 0) return told.trimEnd();
    throw new UsageError(`${err.message.replace(/^error: /, "")}\nSee --help.`, { cause: err });
  }
}

/** The parser of a flag that takes a whole number. */
export function wholeNumber(flag: string, minimum: number, maximum: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (/^\d+$/.test(text) && value >= minimum && value <= maximum) return value;
    throw new UsageError(`${flag}: expected a whole number from ${minimum} to ${maximum}, got "${text}"`);
  };
}
