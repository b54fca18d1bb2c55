import type { Route } from "next";

export type SitePage = {
  href: Route;
  label: string;
  /** After `g`, leads there. */
  letter: string;
  /** For whoever sees all tenants. */
  isOfAllTenants?: boolean;
};

/** Every page that the header leads to, in its order. */
export const sitePages: readonly SitePage[] = [
  { href: "/", label: "Overview", letter: "o" },
  { href: "/jobs", label: "Jobs", letter: "j" },
  { href: "/dead-letters", label: "Dead letters", letter: "d" },
  { href: "/locks", label: "Locks", letter: "l" },
  { href: "/workers", label: "Workers", letter: "w" },
  { href: "/schedules", label: "Schedules", letter: "s" },
  { href: "/audit", label: "Audit", letter: "a", isOfAllTenants: true },
  { href: "/health", label: "Health", letter: "h", isOfAllTenants: true },
  { href: "/rejected", label: "Rejected", letter: "r", isOfAllTenants: true },
];

/** Where jobs are submitted; the header's button leads there. */
export const submitPage: SitePage = { href: "/submit", label: "New job", letter: "n" };

/** Whether the page at `path` is this one or belongs under it. */
export function isWithin({ href }: SitePage, path: string): boolean {
  return path === href || (href !== "/" && path.startsWith(`${href}/`));
}
