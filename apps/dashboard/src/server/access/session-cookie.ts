import { parseCookie, stringifySetCookie } from "cookie";

const name = "baton_session";
const keptSeconds = 30 * 24 * 3600;

export function readSessionCookie(header: string | undefined): string {
  return parseCookie(header ?? "")[name] ?? "";
}

/** @param value undefined: the browser is to forget it. @param secure whether the browser came by TLS. */
export function sessionCookieText(value: string | undefined, secure: boolean): string {
  const maxAge = value === undefined ? 0 : keptSeconds;
  return stringifySetCookie({ name, value: value ?? "", path: "/", maxAge, httpOnly: true, sameSite: "lax", secure });
}
