import type { IncomingHttpHeaders } from "node:http";
import { isLoopback } from "@baton/doctor";
import { type ProblemBody, problemOf } from "./problem.ts";

export type GuardedRequest = { method: string; headers: Pick<IncomingHttpHeaders, GuardedHeader> };
type GuardedHeader = "host" | "origin" | "sec-fetch-site" | "sec-fetch-mode";

const readOnly = new Set(["GET", "HEAD"]);

/**
 * Keeps other web sites out. A site whose name is made to point at 127.0.0.1 (DNS rebinding) reaches a local
 * server with its own name as Host; a plain cross-site form, fetch, picture or stream tells where it comes from.
 * @param servedHost what the server listens on. Only a loopback server knows which names may lead to it.
 * @param publicUrl how browsers know it that come through another server.
 */
export function refusalOf(request: GuardedRequest, servedHost: string, publicUrl?: string): ProblemBody | undefined {
  const { host, origin } = request.headers;
  const isPublic = publicUrl !== undefined && host?.toLowerCase() === URL.parse(publicUrl)?.host;
  if (isLoopback(servedHost) && !isPublic && !(host && isLoopback(hostNameOf(host)))) {
    return problemOf("foreign-host", "Open the dashboard by a loopback address, e.g. http://127.0.0.1.");
  }
  const isForeign =
    origin === undefined ? isFromElsewhere(request) && !isLink(request) : originHost(origin) !== host?.toLowerCase();
  return isForeign ? problemOf("foreign-origin") : undefined;
}

// Programs send neither header; browsers that leave out Origin still tell this.
function isFromElsewhere({ headers }: GuardedRequest): boolean {
  const site = headers["sec-fetch-site"];
  return site !== undefined && site !== "same-origin" && site !== "none";
}

/** Somebody follows a link to here: the other site sees nothing of it. */
function isLink({ method, headers }: GuardedRequest): boolean {
  return readOnly.has(method) && headers["sec-fetch-mode"] === "navigate";
}

function originHost(origin: string): string | undefined {
  return URL.parse(origin)?.host;
}

function hostNameOf(host: string): string {
  return URL.parse(`http://${host}`)?.hostname ?? "";
}
