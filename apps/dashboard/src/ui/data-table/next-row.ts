const pageRows = 10;

/** Where a key leads from row `from` of `count`; undefined when it leads nowhere. */
export function nextRow(key: string, from: number, count: number): number | undefined {
  const last = count - 1;
  const targets: Partial<Record<string, number>> = {
    ArrowDown: from + 1,
    ArrowUp: from - 1,
    PageDown: from + pageRows,
    PageUp: from - pageRows,
    Home: 0,
    End: last,
  };
  const target = targets[key];
  return target === undefined || last < 0 ? undefined : Math.min(last, Math.max(0, target));
}
