import Table from "cli-table3";

/** Rows under a head, the first column to the left, the others to the right unless told otherwise. */
export function textTable(head: string[], rows: string[][], others: "left" | "right" = "right"): string {
  const table = new Table({
    head,
    style: { head: [], border: [], compact: true },
    colAligns: head.map((_, at) => (at === 0 ? "left" : others)),
  });
  table.push(...rows);
  return table.toString();
}
