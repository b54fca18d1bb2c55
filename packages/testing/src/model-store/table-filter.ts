export type Row = Record<string, unknown> & { partitionKey: string; rowKey: string; etag: string };

type Comparison = { column: string; operator: string; value: string | number };

const operators: Record<string, (one: string | number, other: string | number) => boolean> = {
  eq: (one, other) => one === other,
  ge: (one, other) => one >= other,
  gt: (one, other) => one > other,
  le: (one, other) => one <= other,
  lt: (one, other) => one < other,
};
const comparison = /\s*(?:and\s+)?(\w+) (eq|ge|gt|le|lt) (?:'((?:[^']|'')*)'|(-?\d+)L?)/y;

/** Reads a filter as this code base writes them: comparisons joined by "and". */
export function parseFilter(filter: string): (row: Row) => boolean {
  const comparisons: Comparison[] = [];
  comparison.lastIndex = 0;
  while (comparison.lastIndex < filter.length) {
    const at = comparison.lastIndex;
    const match = comparison.exec(filter);
    if (!match) throw new Error(`The model store cannot read this filter: ${filter.slice(at)}`);
    const [, column = "", operator = "", text, number] = match;
    comparisons.push({ column, operator, value: text === undefined ? Number(number) : text.replaceAll("''", "'") });
  }
  return (row) => comparisons.every((one) => holds(one, row));
}

function holds({ column, operator, value }: Comparison, row: Row): boolean {
  const name = { PartitionKey: "partitionKey", RowKey: "rowKey" }[column] ?? column;
  const found = row[name];
  if (found === undefined) return false;
  return operators[operator]?.(typeof value === "number" ? Number(found) : String(found), value) ?? false;
}
