import { type Permission, permissionSchema, type Tenants } from "@baton/contracts";
import { type Command, Option } from "commander";
import { type AtDashboard, atDashboard, type DashboardFlags, withDashboard } from "../dashboard-flags.ts";
import { accessNotes, readTenants } from "./user-options.ts";

type Scope = Exclude<Permission, "administer">;
export type KeyAction =
  | { kind: "list" }
  | { kind: "create"; name: string; scopes: Scope[]; tenants: Tenants | undefined; expiresAt: string | undefined }
  | { kind: "revoke"; keyId: string };
export type KeyOptions = { kind: "keys"; action: KeyAction; at: AtDashboard; json: boolean };

type Flags = DashboardFlags & { scope: Scope[]; tenants?: Tenants; expires?: string; json?: boolean };

const scopes = permissionSchema.exclude(["administer"]).options;

export function declareKeys(keys: Command, choose: (options: KeyOptions) => void): void {
  keys.description("lists the API keys of a dashboard, makes and revokes them");
  const sub = (name: string, description: string) =>
    withDashboard(keys.command(name).copyInheritedSettings(keys).description(description), "where you have logged in")
      .option("--json", "print JSON")
      .addHelpText("after", accessNotes);
  const act = (action: KeyAction, flags: Flags) =>
    choose({ kind: "keys", action, at: atDashboard(flags), json: flags.json ?? false });

  sub("list", "lists all API keys, without their secrets").action((flags: Flags) => act({ kind: "list" }, flags));
  sub("create", "makes an API key, which is told this once")
    .argument("<name>", "what the record calls it")
    .addOption(
      new Option("--scope <scopes...>", "what it may do: read, submit, operate").choices(scopes).makeOptionMandatory(),
    )
    .option("--tenants <list>", '"all", or ids by commas: whose jobs it sees (default: default)', readTenants)
    .option("--expires <time>", "when it ends (ISO 8601; default: never)")
    .action((name: string, flags: Flags) => {
      const { scope, tenants, expires: expiresAt } = flags;
      act({ kind: "create", name, scopes: scope, tenants, expiresAt }, flags);
    });
  sub("revoke", "ends an API key")
    .argument("<keyId>", 'its id, as "keys list" shows it')
    .action((keyId: string, flags: Flags) => act({ kind: "revoke", keyId }, flags));
}
