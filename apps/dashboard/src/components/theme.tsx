"use client";

import { ThemeProvider, useTheme } from "next-themes";
import type { ReactNode } from "react";

export const themes = ["system", "light", "dark"] as const;
export type Theme = (typeof themes)[number];

/**
 * Light, dark, or what the system prefers. A small script in front of the page sets `data-theme` before anything is
 * painted; globals.css does the rest. @param nonce without which the script may not run.
 */
export function BatonTheme({ nonce, children }: { nonce: string | undefined; children: ReactNode }) {
  return (
    <ThemeProvider
      attribute="data-theme"
      defaultTheme="system"
      enableColorScheme={false}
      disableTransitionOnChange
      {...(nonce === undefined ? {} : { nonce })}
    >
      {children}
    </ThemeProvider>
  );
}

export function useChosenTheme(): { theme: Theme; setTheme: (theme: Theme) => void } {
  const { theme, setTheme } = useTheme();
  return { theme: themes.find((known) => known === theme) ?? "system", setTheme };
}
