import type { CallerView } from "@baton/contracts";
import type { Caller } from "./callers.ts";

/** What is told to whoever asks, of themselves. @param provider who says who they are, if there are no passwords. */
export function callerView({ kind, name, permissions, tenants }: Caller, provider?: string): CallerView {
  return { kind, name, permissions, tenants, ...(provider === undefined ? {} : { provider }) };
}
