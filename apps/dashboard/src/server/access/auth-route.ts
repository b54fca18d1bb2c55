import type { Permission } from "@baton/contracts";
import { type Answer, andThen, refused } from "../answer.ts";
import { readOptionalJsonText } from "../body-text.ts";
import { json, respond } from "../respond.ts";
import { services } from "../services.ts";
import type { Auth } from "./auth.ts";
import type { LoggedIn } from "./log-ins.ts";
import { sessionCookieText } from "./session-cookie.ts";

type AuthOptions<T> = {
  permission?: Permission;
  success?: (value: T) => Response;
  /** Makes no sense where an OpenID provider says who somebody is. */
  isOfPasswords?: boolean;
};

/** Answers a request about accounts. @param permission looked at here, too: no slip of an address gets past it. */
export async function answerAuth<T>(
  work: (auth: Auth) => Promise<Answer<T>>,
  { permission, success, isOfPasswords = false }: AuthOptions<T> = {},
): Promise<Response> {
  return respond(async () => {
    const { auth, callers } = services();
    if (!auth) return refused("no-accounts", "AUTH_MODE is none: whoever reaches this address may do everything.");
    if (isOfPasswords && auth.oidc) return refused("no-passwords", `Log in at ${auth.oidc.providerName}.`);
    if (permission && !callers.current.permissions.includes(permission)) return refused("forbidden");
    return work(auth);
  }, success);
}

/** The same with the body of the request. */
export async function answerAuthBody<T>(
  request: Request,
  work: (auth: Auth, text: string) => Promise<Answer<T>>,
  options: AuthOptions<T> = {},
): Promise<Response> {
  return answerAuth(async (auth) => andThen(await readOptionalJsonText(request), (text) => work(auth, text)), options);
}

/** Who has logged in by a browser gets a cookie that scripts cannot read; a program its tokens. */
export function loggedInJson(request: Request, loggedIn: LoggedIn): Response {
  if (!("cookie" in loggedIn)) return json(loggedIn);
  const { name, cookie } = loggedIn;
  return json({ name }, { headers: { "Set-Cookie": sessionCookieText(cookie, cameByTls(request)) } });
}

export function loggedOutJson(request: Request): Response {
  return json({ loggedOut: true }, { headers: { "Set-Cookie": sessionCookieText(undefined, cameByTls(request)) } });
}

// Behind a server that ends TLS, the browser's side is what counts.
export function cameByTls(request: Request): boolean {
  return request.headers.get("x-forwarded-proto") === "https";
}
