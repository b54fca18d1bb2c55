import type { Command } from "commander";
import { readAddress } from "../dashboard-flags.ts";

export type LoginOptions = {
  kind: "login";
  /** Undefined: as `BATON_URL` says. */
  url: string | undefined;
  /** Undefined: it is asked for. */
  name: string | undefined;
  passwordStdin: boolean;
  json: boolean;
};
export type LogoutOptions = { kind: "logout"; json: boolean };
export type WhoamiOptions = { kind: "whoami"; url: string | undefined; apiKey: string | undefined; json: boolean };
export type AccountOptions = LoginOptions | LogoutOptions | WhoamiOptions;

type LoginFlags = { url?: string; name?: string; passwordStdin?: boolean; json?: boolean };
type WhoamiFlags = { url?: string; apiKey?: string; json?: boolean };

const loginNotes = `
Asks for the password on the terminal. What the dashboard gives for it, which is not the password, is kept in
$XDG_CONFIG_HOME/baton/login.json (default: ~/.config), readable by you alone; "baton logout" ends it.

Exit codes:
  0  logged in
  1  refused
  2  the command line or the settings are wrong
  3  the dashboard cannot be reached

Examples:
  npm run baton -- login --url https://baton.example.org
  npm run baton -- login --url https://baton.example.org --name olaf --password-stdin < password.txt`;

const urlFlag = "-u, --url <url>";

export function declareAccountCommands(
  declare: (name: string) => Command,
  choose: (options: AccountOptions) => void,
): void {
  declare("login")
    .description("logs in at a dashboard, for the programs that you run here")
    .option(urlFlag, "the dashboard's address (default: BATON_URL)", readAddress)
    .option("-n, --name <name>", "the account's name (default: asked for)")
    .option("--password-stdin", "read the password from standard input")
    .option("--json", "print JSON")
    .addHelpText("after", loginNotes)
    .action(({ url, name, passwordStdin = false, json = false }: LoginFlags) =>
      choose({ kind: "login", url, name, passwordStdin, json }),
    );
  declare("logout")
    .description("ends the login")
    .option("--json", "print JSON")
    .action(({ json = false }: { json?: boolean }) => choose({ kind: "logout", json }));
  declare("whoami")
    .description("tells as whom programs ask from here, and what they may do")
    .option(urlFlag, "the dashboard's address (default: BATON_URL, else where you have logged in)", readAddress)
    .option("--api-key <key>", "ask as this key (default: BATON_API_KEY, else as whoever has logged in)")
    .option("--json", "print JSON")
    .action(({ url, apiKey, json = false }: WhoamiFlags) => choose({ kind: "whoami", url, apiKey, json }));
}
