"use client";

import { useMemo } from "react";
import { useSeesAll } from "../access/caller-context.tsx";
import { type SitePage, sitePages } from "./site-pages.ts";

/** The pages that there are for whoever looks. */
export function useSitePages(): readonly SitePage[] {
  const seesAll = useSeesAll();
  return useMemo(() => sitePages.filter(({ isOfAllTenants = false }) => seesAll || !isOfAllTenants), [seesAll]);
}
