import type { RestClient } from "@baton/client/rest";
import type { ApiKeyView } from "@baton/contracts";
import { columns } from "../columns.ts";
import { type ExitCode, exitCode } from "../exit-code.ts";
import { askDashboard, type DashboardDeps } from "./dashboard-client.ts";
import type { KeyAction, KeyOptions } from "./key-options.ts";
import { tenantsText } from "./user-command.ts";

/** `baton keys …`. @throws {DashboardError} */
export async function manageKeys({ action, at, json }: KeyOptions, deps: DashboardDeps): Promise<ExitCode> {
  const { value, text } = await askDashboard(at, deps, (client) => done(action, client));
  deps.say(json ? JSON.stringify(value, undefined, 2) : text);
  return exitCode.ok;
}

async function done(action: KeyAction, client: RestClient): Promise<{ value: unknown; text: string }> {
  switch (action.kind) {
    case "list": {
      const { keys } = await client.call("GET", "/api/auth/keys", {});
      return {
        value: { keys },
        text: keys.length === 0 ? "There are no API keys." : columns([header, ...keys.map(cellsOf)]),
      };
    }
    case "create": {
      const { name, scopes, tenants, expiresAt } = action;
      const body = {
        name,
        scopes,
        ...(tenants === undefined ? {} : { tenants }),
        ...(expiresAt === undefined ? {} : { expiresAt }),
      };
      const key = await client.call("POST", "/api/auth/keys", { body });
      return { value: key, text: `${key.apiKey}\nIt is told this once. Its id is ${key.keyId}.` };
    }
    case "revoke": {
      const { keyId } = action;
      await client.call("DELETE", "/api/auth/keys/{keyId}", { params: { keyId } });
      return { value: { keyId, revoked: true }, text: `${keyId} is revoked.` };
    }
  }
}

const header = ["ID", "NAME", "MAY", "TENANTS", "STATE", "MADE BY", "LAST USED"];

function cellsOf({ keyId, name, scopes, tenants, createdBy, revokedAt, expiresAt, lastUsedAt = "never" }: ApiKeyView) {
  const state = revokedAt !== undefined ? "revoked" : expiresAt === undefined ? "good" : `until ${expiresAt}`;
  return [keyId, name, scopes.join(","), tenantsText(tenants), state, createdBy, lastUsedAt];
}
