"use client";

import type { CallerView, Permission } from "@baton/contracts";
import { createContext, type ReactNode, useContext } from "react";

const CallerContext = createContext<CallerView | undefined>(undefined);

/** Who looks at the page, as the server has told it. */
export function CallerProvider({ caller, children }: { caller: CallerView; children: ReactNode }) {
  return <CallerContext value={caller}>{children}</CallerContext>;
}

export function useCaller(): CallerView {
  const caller = useContext(CallerContext);
  if (!caller) throw new Error("useCaller needs a CallerProvider above it");
  return caller;
}

/** Whether whoever looks may do this; the server asks again. */
export function useMay(permission: Permission): boolean {
  return useCaller().permissions.includes(permission);
}

/** Whether whoever looks sees all tenants, and so what is of none. */
export function useSeesAll(): boolean {
  return useCaller().tenants === "all";
}

/** What only those see who may use it. */
export function Permitted({ to, children }: { to: Permission; children: ReactNode }) {
  return useMay(to) ? children : null;
}
