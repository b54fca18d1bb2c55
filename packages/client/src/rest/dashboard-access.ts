import { apiAddress } from "./api-address.ts";
import type { CallerOptions } from "./api-caller.ts";
import { ApiProblemError, UnexpectedAnswerError, UnreachableError } from "./api-errors.ts";
import type { LoginFile } from "./login-file.ts";

/**
 * Which dashboard, and as whom: as told, else as somebody has logged in. A login counts for its own dashboard alone.
 * @returns undefined when neither tells of a dashboard.
 * @throws {TypeError} when the URL is none.
 */
export async function dashboardAccess(
  { url, apiKey }: { url?: string | undefined; apiKey?: string | undefined },
  file: LoginFile,
): Promise<CallerOptions | undefined> {
  const login = await file.login();
  const address = url === undefined ? login?.url : apiAddress(url);
  if (address === undefined) return undefined;
  if (apiKey !== undefined) return { url: address, credentials: { apiKey } };
  return login?.url === address ? { url: address, credentials: { tokens: file } } : { url: address };
}

/** What to tell whoever runs a program of a request that failed, and what to do about it; undefined: it is something else. */
export function failureText(err: unknown, access: CallerOptions): string | undefined {
  if (err instanceof ApiProblemError && err.status === 401) return strangerText(access);
  const isOfApi =
    err instanceof ApiProblemError || err instanceof UnreachableError || err instanceof UnexpectedAnswerError;
  if (!isOfApi) return undefined;
  return err.message.includes(access.url) ? err.message : `${access.url}: ${err.message}`;
}

function strangerText({ url, credentials }: CallerOptions): string {
  const logIn = `npm run baton -- login --url ${url}`;
  if (!credentials) return `${url} wants to know who asks: give an API key, or log in by ${logIn}`;
  if ("apiKey" in credentials) return `${url} does not take this API key: it is wrong, revoked or out of date`;
  return `The login at ${url} is over: log in again by ${logIn}`;
}
