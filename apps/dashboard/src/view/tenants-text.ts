import type { Tenants } from "@baton/contracts";

export function tenantsText(tenants: Tenants): string {
  if (tenants === "all") return "all tenants";
  return tenants.length === 1 ? `tenant ${tenants[0]}` : `tenants ${tenants.join(", ")}`;
}

/** The tenant that is meant where none is named, by whoever sees these. */
export function usualTenant(tenants: Tenants): string {
  const [first] = tenants === "all" || tenants.includes("default") ? [] : tenants;
  return first ?? "default";
}
