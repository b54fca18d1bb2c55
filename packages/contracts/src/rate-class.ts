/** Kinds of requests that are counted, and limited, apart from each other. */
export const rateClasses = ["read", "submit", "operate", "auth"] as const;
export type RateClass = (typeof rateClasses)[number];

/** `auth`: what makes or changes accounts, sessions and keys; it costs a password's hash, or is worth guessing at. */
export function rateClassOf(route: { method: string; path: string; access: string }): RateClass {
  if (route.method === "GET" || route.method === "HEAD") return "read";
  if (route.path.startsWith("/api/auth/")) return "auth";
  return route.access === "submit" ? "submit" : "operate";
}
