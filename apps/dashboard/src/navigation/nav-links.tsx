"use client";

import Link from "next/link";
import { usePathname } from "next/navigation";
import { isWithin } from "./site-pages.ts";
import { useSitePages } from "./use-site-pages.ts";

/** The pages in a row, for screens that have the room. */
export function NavLinks() {
  const here = usePathname();
  const pages = useSitePages();
  return (
    <nav aria-label="Pages" className="-mb-px -ml-2.5 hidden gap-1 text-sm lg:flex">
      {pages.map((page) => (
        <Link
          key={page.href}
          href={page.href}
          prefetch={false}
          aria-current={isWithin(page, here) ? "page" : undefined}
          className="border-transparent border-b-2 px-2.5 pt-1 pb-2 text-ink-soft hover:border-line-strong hover:text-ink aria-[current=page]:border-accent aria-[current=page]:font-medium aria-[current=page]:text-accent"
        >
          {page.label}
        </Link>
      ))}
    </nav>
  );
}
