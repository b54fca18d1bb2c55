import { type Answer, InjectorPolicyFactory, type Request } from "../injector-policy.ts";
import { hasOpenSpan, inSpan, tellSpan } from "./tracing.ts";

/**
 * A policy for the pipeline of a tables client, with a span for each try; it belongs after the phase "Retry". Requests
 * for no one job have none: sweeps, beats, renewals.
 */
export function tableSpans() {
  const sendRequest = <R extends Request, A extends Answer>(request: R, next: (request: R) => Promise<A>) =>
    pass("tables", request, next);
  return { name: "batonRequestSpans", sendRequest };
}

/** A factory for the pipeline of a blob client. */
export function blobSpans() {
  return new InjectorPolicyFactory((request, next) => pass("blobs", request, next));
}

async function pass<R extends Request, A extends Answer>(
  service: "tables" | "blobs",
  request: R,
  next: (request: R) => Promise<A>,
): Promise<A> {
  if (!hasOpenSpan()) return next(request);
  const { hostname, searchParams, pathname } = new URL(request.url);
  const operation = service === "tables" ? tableOperation(request, pathname) : blobOperation(request, searchParams);
  // Neither the path nor the query: they hold keys, and the query may hold a signature.
  const facts = { "http.request.method": request.method, "server.address": hostname };
  return inSpan(`storage.${service}.${operation}`, { kind: "client", facts }, async () => {
    const answer = await next(request);
    const { status = 0 } = answer;
    // Conflicts are how locks and conditional writes say no.
    const isFailure = status >= 400 && ![404, 409, 412].includes(status);
    tellSpan({ "http.response.status_code": status }, isFailure ? String(status) : undefined);
    return answer;
  });
}

/** As the SDK calls it. */
function tableOperation({ method, url }: Request, path: string): string {
  if (path.endsWith("/$batch")) return "submitTransaction";
  switch (method) {
    case "GET":
      return url.includes("$filter") ? "listEntities" : "getEntity";
    case "POST":
      return "createEntity";
    case "DELETE":
      return "deleteEntity";
    default:
      return "updateEntity";
  }
}

function blobOperation({ method }: Request, query: URLSearchParams): string {
  const part = query.get("comp") ?? query.get("restype");
  const verb = { GET: "get", HEAD: "getProperties", PUT: "put", DELETE: "delete" }[method] ?? method.toLowerCase();
  return part === null ? verb : `${verb}.${part}`;
}
