import {
  ApiProblemError,
  type CallerOptions,
  dashboardAccess,
  failureText,
  type LoginFile,
  logIn,
  RestClient,
} from "@baton/client/rest";
import { DashboardError, failureCode } from "../dashboard-error.ts";
import { type ExitCode, exitCode } from "../exit-code.ts";
import { UsageError } from "../usage-error.ts";
import type { LoginOptions, LogoutOptions, WhoamiOptions } from "./account-options.ts";
import { askForName, askForSecret, secretFromInput } from "./ask-on-terminal.ts";

export type AccountDeps = {
  file: LoginFile;
  set: { BATON_URL?: string | undefined; BATON_API_KEY?: string | undefined };
  say: (text: string) => void;
};

/** `baton login`. @throws {DashboardError} */
export async function login(options: LoginOptions, { file, set, say }: AccountDeps): Promise<ExitCode> {
  const url = options.url ?? set.BATON_URL;
  if (url === undefined) throw new UsageError("expected --url, the dashboard's address");
  const name = options.name ?? (await askForName());
  const password = options.passwordStdin ? await secretFromInput() : await askForSecret();
  const client = new RestClient({ url });
  const tokens = await logIn(client.url, name, password).catch((err) => {
    // 401 here is about the password.
    throw new DashboardError(`${client.url}: ${err.message}`, failureCode(err), { cause: err });
  });
  await file.keep({ url: client.url, name: name.toLowerCase(), tokens });
  const told = { url: client.url, name: name.toLowerCase() };
  say(options.json ? JSON.stringify(told) : `Logged in at ${told.url} as ${told.name}.`);
  return exitCode.ok;
}

/** `baton logout`. What is kept here is forgotten in any case. @throws {DashboardError} when the session may go on. */
export async function logout({ json }: LogoutOptions, { file, say }: AccountDeps): Promise<ExitCode> {
  const kept = await file.login();
  if (!kept) {
    say(json ? JSON.stringify({ url: null }) : "Nobody is logged in.");
    return exitCode.ok;
  }
  const access: CallerOptions = { url: kept.url, credentials: { tokens: file } };
  const failure = await new RestClient(access).logOut().catch((err) => err);
  await file.remove();
  if (failure && !isOver(failure)) {
    const text = failureText(failure, access) ?? String(failure);
    throw new DashboardError(`Forgotten here, but the session goes on there: ${text}`, failureCode(failure), {
      cause: failure,
    });
  }
  say(json ? JSON.stringify({ url: kept.url }) : `Logged out at ${kept.url}.`);
  return exitCode.ok;
}

/** `baton whoami`. @throws {DashboardError} */
export async function whoami({ url, apiKey, json }: WhoamiOptions, { file, set, say }: AccountDeps): Promise<ExitCode> {
  const access = await dashboardAccess({ url: url ?? set.BATON_URL, apiKey: apiKey ?? set.BATON_API_KEY }, file);
  if (!access) throw new UsageError("Nobody is logged in here: expected --url, or baton login");
  const caller = await new RestClient(access).whoAmI().catch((err) => {
    throw DashboardError.of(err, access);
  });
  const may = caller.permissions.join(", ");
  say(json ? JSON.stringify({ url: access.url, ...caller }) : `${caller.name} at ${access.url}; may ${may}`);
  return exitCode.ok;
}

function isOver(err: unknown): boolean {
  return err instanceof ApiProblemError && err.status === 401;
}
