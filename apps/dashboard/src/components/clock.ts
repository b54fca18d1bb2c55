"use client";

import { createContext, useContext, useSyncExternalStore } from "react";

// One tick a second for every relative time on the page. The time read while rendering is the last tick's,
// so that one rendering never sees two times.
const listeners = new Set<() => void>();
let now = Date.now();
let ticking: ReturnType<typeof setInterval> | undefined;

function tick(): void {
  now = Date.now();
  for (const listener of listeners) listener();
}

function onTick(listener: () => void): () => void {
  listeners.add(listener);
  if (ticking === undefined) {
    now = Date.now();
    ticking = setInterval(tick, 1000);
  }
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    clearInterval(ticking);
    ticking = undefined;
  };
}

/** When the server rendered the page: the first rendering in the browser must give the same texts. */
export const RenderedAt = createContext(0);

/** The time, once a second. */
export function useNow(): number {
  const renderedAt = useContext(RenderedAt);
  return useSyncExternalStore(
    onTick,
    () => now,
    () => renderedAt,
  );
}

/** A text that depends on the time; the component renders again only when the text changes. */
export function useTimeText(textAt: (now: number) => string): string {
  const renderedAt = useContext(RenderedAt);
  return useSyncExternalStore(
    onTick,
    () => textAt(now),
    () => textAt(renderedAt),
  );
}

const never = () => () => undefined;

/** What only the browser knows (its time zone), and what to show until then. */
export function useBrowserText(inBrowser: () => string, before: () => string): string {
  return useSyncExternalStore(never, inBrowser, before);
}
