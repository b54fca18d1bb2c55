"use client";

import { useCallback, useEffect, useState } from "react";
import type { DataColumn } from "./data-column.ts";

export type ColumnVisibility = Record<string, boolean>;
type Change = ColumnVisibility | ((before: ColumnVisibility) => ColumnVisibility);

/** Which columns the user wants to see of this table, kept in the browser. */
export function useColumnVisibility<T>(tableId: string, columns: readonly DataColumn<T>[]) {
  const [visibility, setVisibility] = useState<ColumnVisibility>(() => initialOf(columns));
  // After the first rendering: the server does not know what was chosen.
  useEffect(() => {
    const chosen = readChoice(tableId);
    if (chosen) setVisibility((before) => ({ ...before, ...chosen }));
  }, [tableId]);
  const change = useCallback(
    (next: Change) =>
      setVisibility((before) => {
        const after = typeof next === "function" ? next(before) : next;
        keepChoice(tableId, after);
        return after;
      }),
    [tableId],
  );
  return { visibility, change };
}

function initialOf<T>(columns: readonly DataColumn<T>[]): ColumnVisibility {
  return Object.fromEntries(columns.filter((column) => column.initiallyHidden).map(({ id }) => [id, false]));
}

const storageKey = (tableId: string) => `baton.columns.${tableId}`;

function readChoice(tableId: string): ColumnVisibility | undefined {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(storageKey(tableId)) ?? "null");
    if (typeof kept !== "object" || kept === null) return undefined;
    return Object.fromEntries(Object.entries(kept).filter(([, shown]) => typeof shown === "boolean"));
  } catch {
    // A browser may refuse to keep anything.
    return undefined;
  }
}

function keepChoice(tableId: string, visibility: ColumnVisibility): void {
  try {
    localStorage.setItem(storageKey(tableId), JSON.stringify(visibility));
  } catch {
    // The choice lasts as long as the page, then.
  }
}
