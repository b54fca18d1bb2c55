"use client";

import { Command } from "lucide-react";
import { useCommandCenter } from "./command-context.ts";

/** Opens the command palette, for those who do not know its keys or have none. */
export function PaletteButton() {
  const { open } = useCommandCenter();
  return (
    <button
      type="button"
      title="Commands (Ctrl+K or ⌘K)"
      aria-label="Commands"
      onClick={() => open("palette")}
      className="rounded-lg p-2 text-ink-soft hover:bg-sunken hover:text-ink"
    >
      <Command aria-hidden="true" className="size-4" />
    </button>
  );
}
