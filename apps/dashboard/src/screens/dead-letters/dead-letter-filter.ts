import type { DeadLetterGroup } from "@baton/contracts";

/** What the page is asked for, as its address has it; empty means any. */
export type PageFilter = { type: string; key: string; tenant: string; text: string };

export const groupsPath = "/api/dead-letters/groups";
export const listPath = "/api/dead-letters";

/** The query by which the API counts; the type is chosen from what was counted. */
export function groupsQuery({ key, tenant, text }: PageFilter): Record<string, string> {
  return filled({ lockKey: key, tenant, text });
}

/** The address of the jobs of one group that match. */
export function groupJobsPath({ type, error }: Pick<DeadLetterGroup, "type" | "error">, filter: PageFilter): string {
  return addressOf(listPath, { ...groupsQuery(filter), type, error, limit: "50" });
}

/** The filter of an order for one group, or for all that match. */
export function orderFilter(
  filter: PageFilter,
  group?: Pick<DeadLetterGroup, "type" | "error">,
): Record<string, string> {
  const { type, key, tenant, text } = filter;
  return {
    ...filled({ type, lockKey: key, tenantId: tenant, text }),
    ...(group ? { type: group.type, error: group.error } : {}),
  };
}

export function addressOf(path: string, query: Record<string, string>): string {
  const text = new URLSearchParams(query).toString();
  return text === "" ? path : `${path}?${text}`;
}

export function isFiltered(filter: PageFilter): boolean {
  return Object.values(filter).some((value) => value.trim() !== "");
}

function filled(values: Record<string, string>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(values)
      .filter(([, value]) => value.trim() !== "")
      .map(([name, value]) => [name, value.trim()]),
  );
}
