"use client";

import { useRouter } from "next/navigation";
import { useEffect, useEffectEvent, useRef } from "react";
import { searchInputId } from "../components/search-input-id.ts";
import { submitPage } from "../navigation/site-pages.ts";
import { useSitePages } from "../navigation/use-site-pages.ts";
import { type Shortcut, shortcutOf } from "./shortcut.ts";

/** How long after `g` a letter still belongs to it. */
const prefixMs = 1500;

/** Listens for the keys that work on every page. */
export function useShortcuts(open: (what: "palette" | "help") => void): void {
  const router = useRouter();
  const sitePages = useSitePages();
  const prefixUntil = useRef(0);
  const obey = (shortcut: Shortcut) => {
    switch (shortcut.kind) {
      case "palette":
      case "help":
        return open(shortcut.kind);
      case "search":
        return document.getElementById(searchInputId)?.focus();
      case "go-prefix":
        prefixUntil.current = performance.now() + prefixMs;
        return;
      case "go": {
        const page = [...sitePages, submitPage].find(({ letter }) => letter === shortcut.letter);
        return page && router.push(page.href);
      }
      default:
        return shortcut satisfies never;
    }
  };
  const onKey = useEffectEvent((event: KeyboardEvent) => {
    // A dialog that is open has the keys to itself.
    if (event.defaultPrevented || event.isComposing || document.querySelector('[role="dialog"]')) return;
    const { key, ctrlKey, metaKey, altKey } = event;
    const afterG = performance.now() < prefixUntil.current;
    const shortcut = shortcutOf({ key, ctrlKey, metaKey, altKey, inText: isTextual(event.target) }, afterG);
    prefixUntil.current = 0;
    if (!shortcut) return;
    event.preventDefault();
    obey(shortcut);
  });
  useEffect(() => {
    const listener = (event: KeyboardEvent) => onKey(event);
    document.addEventListener("keydown", listener);
    return () => document.removeEventListener("keydown", listener);
  }, []);
}

function isTextual(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.closest("input, textarea, select, [contenteditable]") !== null;
}
