/** Rows in columns. Names and messages come from whoever submits jobs: control characters must not reach the terminal. */
export function columns(rows: string[][]): string {
  const plain = rows.map((row) => row.map(plainText));
  const widths = plain.reduce<number[]>(
    (widest, row) => row.map((cell, at) => Math.max(cell.length, widest[at] ?? 0)),
    [],
  );
  return plain
    .map((row) =>
      row
        .map((cell, at) => cell.padEnd(widths[at] ?? 0))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

/** On one line. */
export function plainText(text: string): string {
  return text.toWellFormed().replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, " ");
}
