"use client";

import dynamic from "next/dynamic";
import { type ReactNode, useState } from "react";
import { CenterContext, type CommandCenterValue, type Opened } from "./command-context.ts";
import { CommandRegistry } from "./command-registry.ts";
import { StandingCommands } from "./standing-commands.tsx";
import { useShortcuts } from "./use-shortcuts.ts";

const CommandPalette = dynamic(() => import("./command-palette.tsx").then(({ CommandPalette }) => CommandPalette), {
  ssr: false,
});
const ShortcutSheet = dynamic(() => import("./shortcut-sheet.tsx").then(({ ShortcutSheet }) => ShortcutSheet), {
  ssr: false,
});

/** The command palette, the sheet of shortcuts and the keys that open them; both are loaded when first opened. */
export function CommandCenter({ children }: { children: ReactNode }) {
  const [registry] = useState(() => new CommandRegistry());
  const [opened, setOpened] = useState<Opened>();
  const [used, setUsed] = useState<readonly Opened[]>([]);
  const [value] = useState<CommandCenterValue>(() => ({
    registry,
    open: (what) => {
      setUsed((before) => [...new Set([...before, what])]);
      setOpened(what);
    },
  }));
  useShortcuts(value.open);
  const close = () => setOpened(undefined);
  return (
    <CenterContext value={value}>
      <StandingCommands />
      {children}
      {used.includes("palette") ? (
        <CommandPalette registry={registry} open={opened === "palette"} onClose={close} />
      ) : null}
      {used.includes("help") ? <ShortcutSheet open={opened === "help"} onClose={close} /> : null}
    </CenterContext>
  );
}
