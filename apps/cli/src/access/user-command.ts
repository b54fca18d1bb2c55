import type { RestClient } from "@baton/client/rest";
import type { AccountView, Tenants } from "@baton/contracts";
import { askForSecret, secretFromInput } from "../account/ask-on-terminal.ts";
import { columns } from "../columns.ts";
import { type ExitCode, exitCode } from "../exit-code.ts";
import { askDashboard, type DashboardDeps } from "./dashboard-client.ts";
import type { UserAction, UserOptions } from "./user-options.ts";

/** What is told: as JSON, and in words. */
type Told = { value: unknown; text: string };

/** `baton users …`. @throws {DashboardError} */
export async function manageUsers({ action, at, json }: UserOptions, deps: DashboardDeps): Promise<ExitCode> {
  const password = action.kind === "add" ? await passwordFor(action.passwordStdin) : "";
  const { value, text } = await askDashboard(at, deps, (client) => done(action, password, client));
  deps.say(json ? JSON.stringify(value, undefined, 2) : text);
  return exitCode.ok;
}

function passwordFor(fromInput: boolean): Promise<string> {
  return fromInput ? secretFromInput() : askForSecret();
}

async function done(action: UserAction, password: string, client: RestClient): Promise<Told> {
  switch (action.kind) {
    case "list": {
      const { accounts } = await client.call("GET", "/api/auth/accounts", {});
      return { value: { accounts }, text: columns([header, ...accounts.map(cellsOf)]) };
    }
    case "add": {
      const { name, role, tenants } = action;
      const body = { name, password, role, ...(tenants === undefined ? {} : { tenants }) };
      const account = await client.call("POST", "/api/auth/accounts", { body });
      return { value: account, text: `${account.name} is made: ${account.role}.` };
    }
    case "invite": {
      const { role, tenants } = action;
      const body = { role, ...(tenants === undefined ? {} : { tenants }) };
      const invite = await client.call("POST", "/api/auth/invites", { body });
      return { value: invite, text: `${invite.invite}\nGood once, until ${invite.expiresAt}.` };
    }
    case "change": {
      const { name, change } = action;
      const account = await client.call("PATCH", "/api/auth/accounts/{name}", { params: { name }, body: change });
      return { value: account, text: columns([cellsOf(account)]) };
    }
  }
}

const header = ["NAME", "ROLE", "TENANTS", "STATE", "SINCE"];

function cellsOf({ name, role, tenants, disabled, createdAt }: AccountView): string[] {
  return [name, role, tenantsText(tenants), disabled ? "disabled" : "active", createdAt];
}

export function tenantsText(tenants: Tenants): string {
  return tenants === "all" ? "all" : tenants.join(",");
}
