import { isLoopback } from "@baton/doctor";
import { ConfigError } from "@baton/runtime";
import type { OidcProviderOptions } from "./oidc-provider.ts";
import { type RoleRules, roleValuesFrom } from "./oidc-roles.ts";

/** What is set of it, whatever the mode. */
export type GivenOidc = {
  OIDC_ISSUER?: string | undefined;
  OIDC_CLIENT_ID?: string | undefined;
  OIDC_CLIENT_SECRET?: string | undefined;
  OIDC_SCOPES: string;
  OIDC_ADMINS: string;
  OIDC_ROLE_CLAIM?: string | undefined;
  OIDC_ROLES?: string | undefined;
  PUBLIC_URL?: string | undefined;
};

export type OidcSettings = { provider: OidcProviderOptions; rules: RoleRules };

const noRoles: RoleRules["values"] = { viewer: [], operator: [], admin: [] };

/** @throws {ConfigError} which says all that is missing or makes no sense together. */
export function oidcSettings(given: GivenOidc): OidcSettings {
  const { OIDC_ISSUER: issuer, OIDC_CLIENT_ID: clientId, PUBLIC_URL: publicUrl } = given;
  const { OIDC_ROLE_CLAIM: claim, OIDC_ROLES: roles } = given;
  const values = roles === undefined ? noRoles : roleValuesFrom(roles);
  const wrong = [
    ...(issuer === undefined ? ["OIDC_ISSUER: expected the address of the OpenID provider"] : []),
    ...(issuer !== undefined && !isSafe(issuer) ? ["OIDC_ISSUER: expected https, except on this machine"] : []),
    ...(clientId === undefined ? ["OIDC_CLIENT_ID: expected what the provider calls this dashboard"] : []),
    ...(publicUrl === undefined ? ["PUBLIC_URL: expected the dashboard's address as browsers know it"] : []),
    ...(values === undefined ? ["OIDC_ROLES: expected a list like viewer=*, operator=oncall, admin=platform"] : []),
    ...((claim === undefined) === (roles === undefined)
      ? []
      : ["OIDC_ROLE_CLAIM and OIDC_ROLES: expected both, or none of them"]),
  ];
  if (issuer === undefined || clientId === undefined || publicUrl === undefined || !values || wrong.length > 0)
    throw new ConfigError(
      `These settings are wrong with AUTH_MODE=oidc:\n${wrong.map((line) => `  ${line}`).join("\n")}`,
    );
  return {
    provider: {
      issuer: new URL(issuer),
      clientId,
      clientSecret: given.OIDC_CLIENT_SECRET,
      scopes: given.OIDC_SCOPES,
      redirectUri: new URL("/api/auth/oidc/callback", publicUrl),
    },
    rules: { admins: listOf(given.OIDC_ADMINS), claim, values },
  };
}

function isSafe(issuer: string): boolean {
  const { protocol, hostname } = new URL(issuer);
  return protocol === "https:" || isLoopback(hostname);
}

function listOf(text: string): string[] {
  return text
    .split(",")
    .map((one) => one.trim())
    .filter((one) => one !== "");
}
