"use client";

import Link from "next/link";
import { usePathname } from "next/navigation";

const pages = [
  { href: "/", label: "Overview" },
  { href: "/rejected", label: "Rejected" },
] as const;

export function NavLinks() {
  const here = usePathname();
  return (
    <nav aria-label="Pages" className="flex gap-1 text-sm">
      {pages.map(({ href, label }) => (
        <Link
          key={href}
          href={href}
          aria-current={here === href ? "page" : undefined}
          className="rounded-lg px-2.5 py-1.5 text-ink-soft hover:bg-sunken aria-[current=page]:bg-accent-soft aria-[current=page]:font-medium aria-[current=page]:text-accent"
        >
          {label}
        </Link>
      ))}
    </nav>
  );
}
