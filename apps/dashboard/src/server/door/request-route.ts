import { type ApiRoute, apiRouteOf } from "@baton/contracts";

/** As routes are found: decoded; undefined when it cannot be, or is no address of this server. */
export function pathOf(url: string): string | undefined {
  // A whole URL, as proxies are sent it, would be read in one way here and in another by whoever answers.
  if (!url.startsWith("/")) return undefined;
  const path = url.split("?", 1)[0] ?? "";
  // The same with what leads upwards, or is a slash to some.
  if (path.includes("\\") || path.split("/").some(isDots)) return undefined;
  try {
    return decodeURI(path);
  } catch {
    return undefined;
  }
}

function isDots(segment: string): boolean {
  const plain = segment.replaceAll(/%2e/gi, ".");
  return plain === "." || plain === "..";
}

export function routeOf(method: string, path: string): ApiRoute | undefined {
  return apiRouteOf(method, path) ?? (method === "HEAD" ? apiRouteOf("GET", path) : undefined);
}
