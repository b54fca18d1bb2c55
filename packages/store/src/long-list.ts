/** A property holds 32K UTF-16 units. */
const columnChars = 30_000;

/** A list of plain values over as many columns as its JSON takes: `<name>`, `<name>2`, `<name>3` and so on. */
export function longListColumns(name: string, list: unknown[]): Record<string, string> {
  const text = JSON.stringify(list);
  const columns: Record<string, string> = {};
  for (let from = 0, at = 1; from < text.length; from += columnChars, at += 1)
    columns[columnName(name, at)] = text.slice(from, from + columnChars);
  return columns;
}

/** @throws {SyntaxError} when the columns hold no JSON. */
export function longListFrom<T>(name: string, row: Record<string, unknown>): T[] {
  const pieces: unknown[] = [];
  for (let at = 1; columnName(name, at) in row; at += 1) pieces.push(row[columnName(name, at)]);
  return JSON.parse(pieces.join("")) as T[];
}

function columnName(name: string, at: number): string {
  return at === 1 ? name : `${name}${at}`;
}
