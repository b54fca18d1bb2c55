import type { AuthTokens, MadeApiKey, Permission, Role, Tenants } from "@baton/contracts";
import { inviteSchema, madeApiKeySchema, tokensSchema } from "@baton/contracts";
import type { TestSystem } from "@baton/testing";
import { expect } from "vitest";
import { type Dashboard, startDashboard } from "./dashboard.ts";

export const adminPassword = "correct horse battery";
/** Shared by the dashboards of a test, and known to it, so that it can forge. */
export const authSecret = "0123456789abcdef0123456789abcdef";

/** A dashboard with accounts, and an admin's tokens. */
export async function startWithAccounts(system: TestSystem, env: Record<string, string> = {}, name = "dashboard") {
  const dashboard = await startDashboard(
    system,
    { AUTH_MODE: "password", AUTH_SECRET: authSecret, AUTH_ADMIN_PASSWORD: adminPassword, ...env },
    name,
  );
  await dashboard.connected();
  return { dashboard, admin: await tokensOf(dashboard, "admin", adminPassword) };
}

export function asked(dashboard: Dashboard, token: string | undefined, method: string, path: string, body?: unknown) {
  return dashboard.fetch(path, {
    method,
    headers: {
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...(body === undefined ? {} : { "content-type": "application/json" }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
}

export async function tokensOf(dashboard: Dashboard, name: string, password: string): Promise<AuthTokens> {
  const response = await asked(dashboard, undefined, "POST", "/api/auth/login", { name, password });
  expect(response.status, await response.clone().text()).toBe(200);
  return tokensSchema.parse(await response.json());
}

/** An account of this role, by invitation, and its tokens. */
export async function accountOf(
  dashboard: Dashboard,
  admin: AuthTokens,
  name: string,
  role: Role,
  tenants: Tenants = "all",
): Promise<AuthTokens> {
  const made = await asked(dashboard, admin.accessToken, "POST", "/api/auth/invites", { role, tenants });
  const { invite } = inviteSchema.parse(await made.json());
  const password = `${name} has a password`;
  const registered = await asked(dashboard, undefined, "POST", "/api/auth/register", { name, password, invite });
  expect(registered.status, await registered.clone().text()).toBe(201);
  return tokensOf(dashboard, name, password);
}

export async function keyOf(
  dashboard: Dashboard,
  admin: AuthTokens,
  scopes: Permission[],
  more: { name?: string; tenants?: Tenants; expiresAt?: string } = {},
): Promise<MadeApiKey> {
  const request = { name: "probe", tenants: "all", ...more, scopes };
  const made = await asked(dashboard, admin.accessToken, "POST", "/api/auth/keys", request);
  return madeApiKeySchema.parse(await made.json());
}
