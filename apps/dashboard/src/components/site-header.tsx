import Link from "next/link";
import { LiveIndicator } from "./live-indicator.tsx";
import { NavLinks } from "./nav-links.tsx";
import { SearchBox } from "./search-box.tsx";

export function SiteHeader() {
  return (
    <header className="border-line border-b bg-surface">
      <div className="mx-auto flex max-w-[110rem] flex-wrap items-center gap-x-6 gap-y-3 px-4 py-3 sm:px-6">
        <Link href="/" className="flex items-center gap-2 font-semibold text-base tracking-tight">
          <Mark />
          Baton
        </Link>
        <NavLinks />
        <div className="order-last flex w-full min-w-0 sm:order-none sm:ml-auto sm:w-auto sm:flex-1 sm:justify-end">
          <SearchBox />
        </div>
        <span className="ml-auto sm:ml-0">
          <LiveIndicator />
        </span>
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
