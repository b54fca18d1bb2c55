"use client";

import type { Route } from "next";
import { useRouter } from "next/navigation";
import { useMemo } from "react";
import { useMay } from "../access/caller-context.tsx";
import { type Theme, themes, useChosenTheme } from "../components/theme.tsx";
import { type SitePage, submitPage } from "../navigation/site-pages.ts";
import { useSitePages } from "../navigation/use-site-pages.ts";
import { useCommandCenter, useCommands } from "./command-context.ts";
import type { UserCommand } from "./command-registry.ts";

const themeLabels: Record<Theme, string> = {
  system: "Theme as your system",
  light: "Light theme",
  dark: "Dark theme",
};

/** The commands that every page has. */
export function StandingCommands() {
  const router = useRouter();
  const { open } = useCommandCenter();
  const { setTheme } = useChosenTheme();
  const maySubmit = useMay("submit");
  const sitePages = useSitePages();
  useCommands(
    useMemo(
      () => [
        ...pageCommands(maySubmit ? [submitPage, ...sitePages] : sitePages, (href) => router.push(href)),
        ...themes.map((theme) => themeCommand(theme, () => setTheme(theme))),
        { id: "api", label: "API reference", group: "Help", run: () => router.push("/reference") },
        { id: "shortcuts", label: "Keyboard shortcuts", group: "Help", keys: ["?"], run: () => open("help") },
      ],
      [router, open, setTheme, maySubmit, sitePages],
    ),
  );
  return null;
}

function pageCommands(pages: readonly SitePage[], go: (href: Route) => void): UserCommand[] {
  return pages.map(({ href, label, letter }) => ({
    id: `page ${href}`,
    label,
    group: "Go to",
    keys: ["g", letter],
    run: () => go(href),
  }));
}

function themeCommand(theme: Theme, run: () => void): UserCommand {
  return { id: `theme ${theme}`, label: themeLabels[theme], group: "Theme", keywords: ["colour", "mode"], run };
}
