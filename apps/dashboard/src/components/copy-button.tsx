"use client";

import { useState } from "react";

type CopyState = "idle" | "copied" | "failed";

const words: Record<CopyState, string> = { idle: "Copy", copied: "Copied", failed: "Not allowed" };

/** @param text what is copied; a function when it is costly to make. */
export function CopyButton({ text, label }: { text: string | (() => string); label: string }) {
  const [state, setState] = useState<CopyState>("idle");
  const copy = () =>
    // Browsers refuse the clipboard to pages that are neither https nor loopback.
    Promise.resolve(
      navigator.clipboard?.writeText(typeof text === "string" ? text : text()) ??
        Promise.reject(new Error("no clipboard")),
    ).then(
      () => setState("copied"),
      () => setState("failed"),
    );
  return (
    <button
      type="button"
      aria-label={label}
      onClick={() => void copy()}
      onBlur={() => setState("idle")}
      className="rounded-md border border-line bg-surface px-2 py-0.5 text-ink-soft text-xs hover:bg-sunken"
    >
      <span aria-live="polite">{words[state]}</span>
    </button>
  );
}
