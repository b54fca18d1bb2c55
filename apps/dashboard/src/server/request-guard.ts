import { isIPv4 } from "node:net";
import { type ProblemBody, problemOf } from "./problem.ts";

export type GuardedRequest = {
  method: string;
  headers: { host?: string | undefined; origin?: string | undefined; "sec-fetch-site"?: string | string[] | undefined };
};

const readOnly = new Set(["GET", "HEAD", "OPTIONS"]);

/**
 * Keeps other web sites out. A site whose name is made to point at 127.0.0.1 (DNS rebinding) reaches a local
 * server with its own name as Host; a plain cross-site form or fetch comes with its own Origin.
 * @param servedHost what the server listens on. Only a loopback server knows which names may lead to it.
 */
export function refusalOf(request: GuardedRequest, servedHost: string): ProblemBody | undefined {
  const { host, origin } = request.headers;
  if (isLoopback(servedHost) && !(host && isLoopback(hostNameOf(host)))) {
    return problemOf("foreign-host", "Open the dashboard by a loopback address, e.g. http://127.0.0.1.");
  }
  if (readOnly.has(request.method)) return undefined;
  const sameOrigin = origin === undefined ? isSameSite(request) : originHost(origin) === host?.toLowerCase();
  return sameOrigin ? undefined : problemOf("foreign-origin");
}

// Programs send neither header; browsers that leave out Origin still tell this.
function isSameSite({ headers }: GuardedRequest): boolean {
  const site = headers["sec-fetch-site"];
  return site === undefined || site === "same-origin" || site === "none";
}

function originHost(origin: string): string | undefined {
  return URL.parse(origin)?.host;
}

function hostNameOf(host: string): string {
  return URL.parse(`http://${host}`)?.hostname ?? "";
}

function isLoopback(name: string): boolean {
  const bare = name.toLowerCase();
  if (bare === "localhost" || bare.endsWith(".localhost")) return true;
  return bare === "[::1]" || bare === "::1" || (isIPv4(bare) && bare.startsWith("127."));
}
