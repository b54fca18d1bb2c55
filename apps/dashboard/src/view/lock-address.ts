import type { Route } from "next";

type Tenant = { tenantId?: string | undefined };

/** The page of a lock key; where its name is not known, that of all. */
export function lockHref({ lockKey, tenantId }: Tenant & { lockKey?: string | undefined }): Route {
  if (lockKey === undefined) return "/locks";
  return `/locks/${encodeURIComponent(lockKey)}${tenantQuery({ tenantId })}` as Route;
}

/** Where the API knows a lock key, without its tenant. */
export function lockApiPath({ lockKey }: { lockKey: string }, below = ""): string {
  return `/api/locks/${encodeURIComponent(lockKey)}${below}`;
}

/** A tenant other than the default one is said: two tenants' `default` are two locks. @param more without `?`. */
export function tenantQuery({ tenantId = "default" }: Tenant, more: Record<string, string | undefined> = {}): string {
  const query = new URLSearchParams();
  if (tenantId !== "default") query.set("tenant", tenantId);
  for (const [name, value] of Object.entries(more)) if (value !== undefined) query.set(name, value);
  return query.size > 0 ? `?${query}` : "";
}
