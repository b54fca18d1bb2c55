"use client";

import { useEffect } from "react";
import { Button } from "../button.tsx";

export type MoreRows = {
  /** Whether there are more than those that are here. */
  available: boolean;
  loading: boolean;
  load: () => void;
  error?: string | undefined;
};

/** Below the last row: loads more when it comes into sight, by itself unless that has just failed. */
export function TableEnd({ more, inSight, rows }: { more: MoreRows; inSight: boolean; rows: number }) {
  const { available, loading, load, error } = more;
  const due = available && !loading && error === undefined && inSight;
  // biome-ignore lint/correctness/useExhaustiveDependencies: with more rows the end may still be in sight
  useEffect(() => {
    if (due) load();
  }, [due, load, rows]);
  return (
    <div
      className="flex min-h-12 items-center justify-center gap-3 px-4 py-2 text-ink-faint text-xs"
      aria-live="polite"
    >
      {error === undefined ? null : <span className="text-bad">{error}</span>}
      {available ? (
        <Button size="small" busy={loading} onClick={load}>
          {loading ? "Loading…" : "Load more"}
        </Button>
      ) : (
        <span>That is all: {rows.toLocaleString("en")}</span>
      )}
    </div>
  );
}
