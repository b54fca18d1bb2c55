import type { ColumnTally } from "./column-tally.ts";
import type { ValueKind } from "./value-kind.ts";

type ColumnType = Exclude<ValueKind, "missing">;

export type ColumnSummary = {
  name: string;
  /** The narrowest type that every value fits; `text` for a column without values. */
  type: ColumnType;
  missing: number;
  /** How many different values; a lower bound unless `exact`. */
  distinct: { count: number; exact: boolean };
  /** Five at most. If `undercountAtMost` is not 0, there were too many different values to count them all. */
  topValues: { value: string; count: number }[];
  undercountAtMost: number;
  /** Of numbers and dates. */
  min: number | string | null;
  max: number | string | null;
  /** Of numbers. */
  mean: number | null;
};

const topValues = 5;
const valueChars = 200;

export function summariseColumn(name: string, tally: ColumnTally): ColumnSummary {
  const { counts, distinct, undercountAtMost } = tally.values;
  const type = columnType(tally.kinds);
  return {
    name,
    type,
    missing: tally.kinds.missing,
    distinct: { count: distinct, exact: undercountAtMost === 0 },
    topValues: counts.slice(0, topValues).map(([value, count]) => ({ value: value.slice(0, valueChars), count })),
    undercountAtMost,
    ...range(type, tally),
  };
}

function columnType(kinds: ColumnTally["kinds"]): ColumnType {
  const seen = (Object.keys(kinds) as ValueKind[]).filter((kind) => kind !== "missing" && kinds[kind] > 0);
  if (seen.every((kind) => kind === "integer" || kind === "number") && seen.length > 0) {
    return seen.includes("number") ? "number" : "integer";
  }
  const [only, another] = seen;
  return only === undefined || only === "missing" || another !== undefined ? "text" : only;
}

function range(type: ColumnType, { numbers, dates, kinds }: ColumnTally): Pick<ColumnSummary, "min" | "max" | "mean"> {
  if (type === "date" && dates) return { ...dates, mean: null };
  if ((type !== "integer" && type !== "number") || !numbers) return { min: null, max: null, mean: null };
  return { min: numbers.min, max: numbers.max, mean: numbers.sum / (kinds.integer + kinds.number) };
}
