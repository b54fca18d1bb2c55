/** What a CSV field looks like. `missing` is an empty or blank field. */
export type ValueKind = "missing" | "integer" | "number" | "boolean" | "date" | "text";

// A leading zero marks an identifier (a postal code, a part number), not a number.
const integer = /^[+-]?(0|[1-9]\d*)$/;
const decimal = /^[+-]?((0|[1-9]\d*)(\.\d*)?|\.\d+)([eE][+-]?\d+)?$/;
const isoDate =
  /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])([T ]([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)?)?$/;

// So that the sum of a column stays finite.
const maxMagnitude = 1e290;

/** @param text a field without surrounding blanks. Dates are ISO 8601 only: other orders of day and month are a guess. */
export function valueKind(text: string): ValueKind {
  if (text === "") return "missing";
  // Beyond 2^53 a number would change its digits: what is written like that is an identifier.
  if (integer.test(text)) return Number.isSafeInteger(Number(text)) ? "integer" : "text";
  if (decimal.test(text)) return Math.abs(Number(text)) <= maxMagnitude ? "number" : "text";
  if (/^(true|false)$/i.test(text)) return "boolean";
  if (isoDate.test(text) && isOnCalendar(text)) return "date";
  return "text";
}

// `Date` reads 2026-02-30 as the 2nd of March.
function isOnCalendar(text: string): boolean {
  const day = text.slice(0, 10);
  return new Date(`${day}T00:00:00Z`).toISOString().startsWith(day);
}
