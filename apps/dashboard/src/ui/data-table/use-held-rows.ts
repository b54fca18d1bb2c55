"use client";

import { useMemo, useState } from "react";
import { freshCount } from "./held-rows.ts";

export type HeldRows<T> = {
  shown: readonly T[];
  /** How many wait above. */
  fresh: number;
  /** Shows them. */
  release: () => void;
};

/** While `reading`, rows that come at the top wait, so that nothing moves under the user's eyes. */
export function useHeldRows<T>(rows: readonly T[], rowId: (row: T) => string, reading: boolean): HeldRows<T> {
  const [firstShown, setFirstShown] = useState<string>();
  const ids = useMemo(() => rows.map(rowId), [rows, rowId]);
  if (reading && firstShown === undefined && ids[0] !== undefined) setFirstShown(ids[0]);
  if (!reading && firstShown !== undefined) setFirstShown(undefined);
  const fresh = reading ? freshCount(ids, firstShown) : 0;
  const shown = useMemo(() => (fresh === 0 ? rows : rows.slice(fresh)), [rows, fresh]);
  return { shown, fresh, release: () => setFirstShown(ids[0]) };
}
