import { text as readAll } from "node:stream/consumers";
import { password as askForPassword, text as askForText } from "@clack/prompts";
import { UsageError } from "../usage-error.ts";

/** @throws {UsageError} where nobody can be asked, or whoever is asked does not want to tell. */
export async function askForName(): Promise<string> {
  checkTerminal("--name");
  return answered(await askForText({ message: "Name" }));
}

/** Nothing of what is typed is shown. @throws as `askForName` does. */
export async function askForSecret(): Promise<string> {
  checkTerminal("--password-stdin");
  return answered(await askForPassword({ message: "Password", mask: "" }));
}

/** Without the line's end that `echo` and editors write. */
export async function secretFromInput(): Promise<string> {
  return (await readAll(process.stdin)).replace(/\r?\n$/, "");
}

function checkTerminal(flag: string): void {
  if (!process.stdin.isTTY || !process.stdout.isTTY)
    throw new UsageError(`There is no terminal here to ask on: expected ${flag}`);
}

function answered(answer: string | symbol): string {
  if (typeof answer === "symbol") throw new UsageError("Nobody has logged in.");
  return answer;
}
