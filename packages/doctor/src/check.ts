import type { Finding, FindingLevel } from "@baton/contracts";

export type Part = "broker" | "storage" | "machine";

/** One thing that was looked at. The code is stable; `ok` needs no remedy. */
export type Check = { part: Part; code: string; level: FindingLevel | "ok"; what: string; remedy?: string };

/** What was found, or else that all is as it should be. */
export function checked(part: Part, code: string, whatIsWell: string, findings: Finding[]): Check[] {
  if (findings.length === 0) return [{ part, code, level: "ok", what: whatIsWell }];
  return findings.map((finding) => ({ part, ...finding }));
}

/** Those that found something. */
export function findingsOf(checks: Check[], part: Part): Finding[] {
  return checks.flatMap(({ part: of, code, level, what, remedy = "" }) =>
    of === part && level !== "ok" ? [{ code, level, what, remedy }] : [],
  );
}
