import { type Role, roleSchema, type Tenants } from "@baton/contracts";
import { Argument, type Command, Option } from "commander";
import { type AtDashboard, atDashboard, type DashboardFlags, withDashboard } from "../dashboard-flags.ts";

export type UserAction =
  | { kind: "list" }
  | { kind: "add"; name: string; role: Role; tenants: Tenants | undefined; passwordStdin: boolean }
  | { kind: "invite"; role: Role; tenants: Tenants | undefined }
  | { kind: "change"; name: string; change: { role?: Role; tenants?: Tenants; disabled?: boolean } };
export type UserOptions = { kind: "users"; action: UserAction; at: AtDashboard; json: boolean };

type Flags = DashboardFlags & { role?: Role; tenants?: Tenants; passwordStdin?: boolean; json?: boolean };

export const accessNotes = `
Asked of a dashboard with AUTH_MODE=password, as an admin: "baton login" first.

Exit codes:
  0  done
  1  refused: you may not, or there is no such thing
  2  the command line or the settings are wrong
  3  the dashboard cannot be reached`;

export function declareUsers(users: Command, choose: (options: UserOptions) => void): void {
  users.description("lists the accounts of a dashboard, makes and changes them");
  const sub = (name: string, description: string) =>
    withDashboard(users.command(name).copyInheritedSettings(users).description(description), "where you have logged in")
      .option("--json", "print JSON")
      .addHelpText("after", accessNotes);
  const act = (action: UserAction, flags: Flags) =>
    choose({ kind: "users", action, at: atDashboard(flags), json: flags.json ?? false });

  sub("list", "lists all accounts").action((flags: Flags) => act({ kind: "list" }, flags));
  withRights(sub("add", "makes an account; its password is asked for").argument("<name>", "the account's name"))
    .option("--password-stdin", "read the password from standard input")
    .action((name: string, flags: Flags) => {
      const { role = "viewer", tenants, passwordStdin = false } = flags;
      act({ kind: "add", name, role, tenants, passwordStdin }, flags);
    });
  withRights(sub("invite", "makes an invitation, by which somebody makes their own account")).action((flags: Flags) =>
    act({ kind: "invite", role: flags.role ?? "viewer", tenants: flags.tenants }, flags),
  );
  sub("role", "gives an account another role")
    .argument("<name>", "the account's name")
    .addArgument(new Argument("<role>", "what it may do").choices(roleSchema.options))
    .action((name: string, role: Role, flags: Flags) => act({ kind: "change", name, change: { role } }, flags));
  sub("tenants", "says whose jobs an account sees and touches")
    .argument("<name>", "the account's name")
    .argument("<tenants>", '"all", or ids by commas', readTenants)
    .action((name: string, tenants: Tenants, flags: Flags) =>
      act({ kind: "change", name, change: { tenants } }, flags),
    );
  sub("disable", "keeps an account out and ends its sessions")
    .argument("<name>", "the account's name")
    .action((name: string, flags: Flags) => act({ kind: "change", name, change: { disabled: true } }, flags));
  sub("enable", "lets an account in again")
    .argument("<name>", "the account's name")
    .action((name: string, flags: Flags) => act({ kind: "change", name, change: { disabled: false } }, flags));
}

function withRights(command: Command): Command {
  return command
    .addOption(new Option("--role <role>", "what it may do (default: viewer)").choices(roleSchema.options))
    .option(
      "--tenants <list>",
      '"all", or ids by commas: whose jobs it sees (default: default; an admin: all)',
      readTenants,
    );
}

export function readTenants(text: string): Tenants {
  return text === "all" ? "all" : text.split(",");
}
