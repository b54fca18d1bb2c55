"use client";

import { useSyncExternalStore } from "react";

/** The event that the address names (`#event-12`): its number, if there is one. */
export function useEventHash(): number | undefined {
  return useSyncExternalStore(onChange, read, () => undefined);
}

function read(): number | undefined {
  const found = /^#event-(\d+)$/.exec(location.hash)?.[1];
  return found === undefined ? undefined : Number(found);
}

function onChange(listener: () => void): () => void {
  addEventListener("hashchange", listener);
  addEventListener("popstate", listener);
  return () => {
    removeEventListener("hashchange", listener);
    removeEventListener("popstate", listener);
  };
}
