import type { Tenants } from "@baton/contracts";

/** As it is typed: names with commas between them. */
export type TenantsDraft = { all: boolean; names: string };

export function draftOfTenants(tenants: Tenants): TenantsDraft {
  return tenants === "all" ? { all: true, names: "" } : { all: false, names: tenants.join(", ") };
}

/** What a request says; a list without names is refused, because nothing must not stand for all. */
export function tenantsOf({ all, names }: TenantsDraft): Tenants {
  if (all) return "all";
  return names
    .split(",")
    .map((name) => name.trim())
    .filter((name) => name !== "");
}
