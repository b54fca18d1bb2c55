import { Plus } from "lucide-react";
import Link from "next/link";
import { AccountMenu } from "../access/account-menu.tsx";
import { Permitted } from "../access/caller-context.tsx";
import { PaletteButton } from "../commands/palette-button.tsx";
import { LiveIndicator } from "../components/live-indicator.tsx";
import { SearchBox } from "../components/search-box.tsx";
import { ThemeSwitch } from "../components/theme-switch.tsx";
import { ButtonLink } from "../ui/button-link.tsx";
import { NavLinks } from "./nav-links.tsx";
import { NavMenu } from "./nav-menu.tsx";
import { submitPage } from "./site-pages.ts";

/** Two rows where there is room: what is always at hand, and the pages. On a phone the pages are in a sheet. */
export function SiteHeader() {
  return (
    <header className="border-line border-b bg-surface">
      <div className="mx-auto max-w-[110rem] px-4 sm:px-6">
        <div className="flex flex-wrap items-center gap-x-3 gap-y-3 py-3 sm:gap-x-4 lg:pb-2">
          <NavMenu />
          <Link href="/" className="flex items-center gap-2 font-semibold text-base tracking-tight">
            <Mark />
            Baton
          </Link>
          <div className="order-last flex w-full min-w-0 sm:order-none sm:ml-4 sm:w-auto sm:flex-1">
            <SearchBox />
          </div>
          <div className="ml-auto flex items-center gap-1 sm:gap-2">
            <LiveIndicator />
            <PaletteButton />
            <ThemeSwitch />
            <AccountMenu />
          </div>
          <Permitted to="submit">
            <ButtonLink href={submitPage.href} variant="primary">
              <Plus aria-hidden="true" />
              <span className="max-sm:sr-only">{submitPage.label}</span>
            </ButtonLink>
          </Permitted>
        </div>
        <NavLinks />
      </div>
    </header>
  );
}

function Mark() {
  return (
    <svg aria-hidden="true" viewBox="0 0 24 24" className="size-6">
      <rect width="24" height="24" rx="6" className="fill-accent" />
      <path d="M7 17 17 7" strokeWidth="3.5" strokeLinecap="round" className="stroke-surface" />
    </svg>
  );
}
