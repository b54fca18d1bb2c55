"use client";

import { type LucideIcon, Monitor, Moon, Sun } from "lucide-react";
import { useSyncExternalStore } from "react";
import { type Theme, themes, useChosenTheme } from "./theme.tsx";

const looks: Record<Theme, { Icon: LucideIcon; name: string }> = {
  system: { Icon: Monitor, name: "as your system" },
  light: { Icon: Sun, name: "light" },
  dark: { Icon: Moon, name: "dark" },
};

const never = () => () => undefined;

/** Goes from one theme to the next. */
export function ThemeSwitch() {
  const { theme, setTheme } = useChosenTheme();
  // The server does not know what was chosen; the first rendering in the browser must be the same as its.
  const known = useSyncExternalStore(
    never,
    () => true,
    () => false,
  );
  const shown = known ? theme : "system";
  const { Icon, name } = looks[shown];
  const next = themes[(themes.indexOf(shown) + 1) % themes.length] ?? "system";
  const label = `Theme: ${name}. Switch to ${looks[next].name}`;
  return (
    <button
      type="button"
      title={label}
      aria-label={label}
      onClick={() => setTheme(next)}
      className="rounded-lg p-2 text-ink-soft hover:bg-sunken hover:text-ink"
    >
      <Icon aria-hidden="true" className="size-4" />
    </button>
  );
}
