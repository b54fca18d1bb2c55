import { isTenantOf, lockKeySchema, type Tenants, tenantIdSchema, validationIssues } from "@baton/contracts";
import { type Answer, ok, refused } from "./answer.ts";

export type Key = { tenantId: string; lockKey: string };

/** The tenant's lock key, if that is what it is. @param tenants those of whoever asks. */
export function readKey(lockKey: string, tenant: unknown, tenants: Tenants): Answer<Key> {
  const [key, tenantId] = [lockKeySchema.safeParse(lockKey), tenantIdSchema.safeParse(tenant ?? "default")];
  if (!key.success) return refused("invalid-lock-key", undefined, { errors: validationIssues(key.error) });
  if (!tenantId.success) {
    const errors = validationIssues(tenantId.error).map(({ message }) => ({ path: "tenantId", message }));
    return refused("invalid-lock-key", undefined, { errors });
  }
  if (!isTenantOf(tenants, tenantId.data)) return unknownTenant(tenantId.data);
  return ok({ lockKey: key.data, tenantId: tenantId.data });
}

/** The same whether there is none of the name or it is somebody else's. */
export function unknownTenant(tenantId: string): Answer<never> {
  return refused("unknown-tenant", `Tenant "${tenantId}" is none of those that whoever asks may see.`);
}
