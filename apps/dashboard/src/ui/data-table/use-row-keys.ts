"use client";

import { type KeyboardEvent, type RefObject, useLayoutEffect, useRef, useState } from "react";
import { nextRow } from "./next-row.ts";

export type RowKeys = {
  /** The row that the Tab key reaches. */
  reachable: number;
  onKeyDown: (event: KeyboardEvent<HTMLElement>) => void;
};

/**
 * Arrow keys lead from row to row, also to rows that are not rendered yet; Enter follows a row's link, Space selects it.
 */
export function useRowKeys(
  table: RefObject<HTMLElement | null>,
  count: number,
  scrollTo: (index: number) => void,
): RowKeys {
  const [active, setActive] = useState(0);
  const wanted = useRef<number>(undefined);
  // After each rendering: the wanted row may be there only now.
  useLayoutEffect(() => {
    if (wanted.current === undefined) return;
    const row = table.current?.querySelector<HTMLElement>(`tr[data-index="${wanted.current}"]`);
    if (!row) return;
    row.focus({ preventScroll: true });
    wanted.current = undefined;
  });
  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    if (!isRow(event.target) || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Enter") event.target.querySelector<HTMLElement>("a[data-row-link]")?.click();
    else if (event.key === " ") event.target.querySelector<HTMLElement>("input[type=checkbox]")?.click();
    else {
      const next = nextRow(event.key, Number(event.target.dataset["index"]), count);
      if (next === undefined) return;
      wanted.current = next;
      setActive(next);
      scrollTo(next);
    }
    event.preventDefault();
  };
  return { reachable: Math.min(active, Math.max(0, count - 1)), onKeyDown };
}

function isRow(target: EventTarget): target is HTMLTableRowElement {
  return target instanceof HTMLTableRowElement;
}
