"use client";

import { createContext, useContext, useEffect } from "react";
import type { CommandRegistry, UserCommand } from "./command-registry.ts";

/** What opens above the page. */
export type Opened = "palette" | "help";
export type CommandCenterValue = { registry: CommandRegistry; open: (what: Opened) => void };

export const CenterContext = createContext<CommandCenterValue | undefined>(undefined);

export function useCommandCenter(): CommandCenterValue {
  const center = useContext(CenterContext);
  if (!center) throw new Error("useCommandCenter needs a CommandCenter above it");
  return center;
}

/**
 * Offers commands in the palette while the calling component is on the page.
 * @param commands the same array until something in it changes (`useMemo`).
 */
export function useCommands(commands: readonly UserCommand[]): void {
  const { registry } = useCommandCenter();
  useEffect(() => registry.add(commands), [registry, commands]);
}
