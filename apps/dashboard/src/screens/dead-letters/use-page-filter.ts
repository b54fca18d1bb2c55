"use client";

import { parseAsString, useQueryStates } from "nuqs";
import { useEffect, useState } from "react";
import type { PageFilter } from "./dead-letter-filter.ts";

const any = parseAsString.withDefault("");
const parsers = { type: any, key: any, tenant: any, text: any };
const settleMs = 250;

/** The filter, kept in the address. `settled`: as it stood when the user last stopped typing. */
export function usePageFilter() {
  const [filter, setFilter] = useQueryStates(parsers, { history: "replace" });
  const { type, key, tenant, text } = filter;
  const [settled, setSettled] = useState<PageFilter>(filter);
  useEffect(() => {
    const timer = setTimeout(() => setSettled({ type, key, tenant, text }), settleMs);
    return () => clearTimeout(timer);
  }, [type, key, tenant, text]);
  const change = (next: Partial<PageFilter>) => void setFilter(next);
  const clear = () => void setFilter(null);
  return { filter, settled: { ...settled, type }, change, clear };
}
