import { UsageError } from "../usage-error.ts";

/** So that lines with it, and with what its code is called, keep their width. */
const longest = 40;

/** A type's name that is a file's name, too, on every system. @throws {UsageError} */
export function checkJobName(name: string, taken: string[]): void {
  if (!/^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/.test(name) || name.length > longest)
    throw new UsageError(`expected a name like settle-day (up to ${longest} characters), got "${name}"`);
  if (taken.includes(name)) throw new UsageError(`"${name}" is a type that ships with Baton; expected another name`);
}

/** What its code is called: `settle-day` is `settleDayJob`, so that no name is a word of the language. */
export function identifierOf(name: string): string {
  return `${name.replace(/-(\w)/g, (_dash, first: string) => first.toUpperCase())}Job`;
}
