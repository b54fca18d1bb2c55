"use client";

import { useCallback, useMemo, useState } from "react";
import { ApiError, fetchText } from "../../live/api-client.ts";
import { type Polled, usePolled } from "../../live/use-polled.ts";
import { readWire, type Wire } from "../../live/wire.ts";
import type { MoreRows } from "../../ui/data-table/table-end.tsx";

type PageName = "auditActionListSchema" | "auditKeyListSchema";

export type PagesOptions<N extends PageName, T> = {
  path: string;
  name: N;
  initial: string | undefined;
  /** The same functions in every rendering. */
  rowsOf: (page: Wire<N>) => T[];
  idOf: (row: T) => string;
};

export type Pages<T> = { loaded: Polled<unknown>; rows: T[]; more: MoreRows; refresh: () => void };

/** What was read behind the first page. `cursor`: where to go on; undefined at the end. */
type Older<T> = { rows: T[]; cursor: string | undefined };

/** A list that is read page by page; its first page is kept up to date. */
export function usePages<N extends PageName, T>(options: PagesOptions<N, T>): Pages<T> {
  const { path, name, initial, rowsOf, idOf } = options;
  const first = usePolled(path, name, { initial });
  const [older, setOlder] = useState<Older<T>>();
  const [state, setState] = useState<{ loading: boolean; error?: string }>({ loading: false });
  const cursor = older ? older.cursor : first.data?.cursor;

  const load = async () => {
    if (cursor === undefined) return;
    setState({ loading: true });
    try {
      const page = await readWire(name, await fetchText(`${path}?cursor=${encodeURIComponent(cursor)}`));
      // What has slipped from the first page by now is kept, too.
      const shown = older?.rows ?? (first.data ? rowsOf(first.data) : []);
      setOlder({ rows: [...shown, ...rowsOf(page)], cursor: page.cursor });
      setState({ loading: false });
    } catch (err) {
      if (!(err instanceof ApiError)) throw err;
      setState({ loading: false, error: err.message });
    }
  };
  const rows = useMemo(
    () => merged(first.data ? rowsOf(first.data) : [], older?.rows ?? [], idOf),
    [first.data, older, rowsOf, idOf],
  );
  const { refresh } = first;
  return {
    loaded: first,
    rows,
    more: { available: cursor !== undefined, ...state, load: () => void load() },
    // Pages behind the first are read again when they are asked for.
    refresh: useCallback(() => {
      setOlder(undefined);
      refresh();
    }, [refresh]),
  };
}

/** Of a row that both have, the first page's is the newer one. */
function merged<T>(newest: T[], older: T[], idOf: (row: T) => string): T[] {
  const known = new Set(newest.map(idOf));
  return [...newest, ...older.filter((row) => !known.has(idOf(row)))];
}
