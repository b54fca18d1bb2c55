import { limits } from "@baton/contracts";
import type { WaitingRow } from "@baton/store";

/**
 * The order in which waiting jobs run: as their row keys sort, which is by priority and then by job id; with ageing a
 * job counts as one priority higher for each `ageingSeconds` that it has been due, up to the highest.
 * @param ageingSeconds undefined: priorities are strict.
 */
export function inOrder(rows: WaitingRow[], ageingSeconds: number | undefined, now: Date): WaitingRow[] {
  if (ageingSeconds === undefined) return rows.toSorted(byKey);
  return rows.toSorted((one, other) => {
    const [first, second] = [one, other].map((row) => agedPriority(row, ageingSeconds, now));
    if (first !== second) return (second ?? 0) - (first ?? 0);
    return isFront(one) || isFront(other) ? byKey(one, other) : byId(one, other);
  });
}

function agedPriority(row: WaitingRow, ageingSeconds: number, now: Date): number {
  if (isFront(row)) return Number.POSITIVE_INFINITY;
  const dueSince = Math.max(Date.parse(row.receivedAt), row.runAt === undefined ? 0 : Date.parse(row.runAt));
  const raised = Math.floor(Math.max(0, now.getTime() - dueSince) / (ageingSeconds * 1000));
  return Math.min(limits.maxPriority, row.priority + raised);
}

/** An operator has put it before all others. */
function isFront({ rowKey }: WaitingRow): boolean {
  return rowKey.startsWith("wait:-");
}

function byKey(one: WaitingRow, other: WaitingRow): number {
  return one.rowKey < other.rowKey ? -1 : 1;
}

function byId(one: WaitingRow, other: WaitingRow): number {
  return one.jobId < other.jobId ? -1 : 1;
}
