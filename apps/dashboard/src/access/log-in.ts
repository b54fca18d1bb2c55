import { ApiError, sendAction } from "../live/api-client.ts";

/** @returns why not, or undefined when this browser is logged in now. */
export function logIn(name: string, password: string): Promise<string | undefined> {
  return refusalOf("/api/auth/login", { name, password, cookie: true });
}

/** @returns why not, or undefined when there is an account of this name and password now. */
export function register(name: string, password: string, invite: string | undefined): Promise<string | undefined> {
  return refusalOf("/api/auth/register", { name, password, ...(invite === undefined ? {} : { invite }) });
}

async function refusalOf(path: string, body: object): Promise<string | undefined> {
  try {
    await sendAction({ path, body });
    return undefined;
  } catch (err) {
    if (!(err instanceof ApiError)) throw err;
    const [issue] = err.problem?.errors ?? [];
    return issue ? `${issue.path || "The request"}: ${issue.message}` : err.message;
  }
}
