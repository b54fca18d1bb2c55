import type { AuditRun, AuditSummary, FoundBreak } from "@baton/contracts";
import type { Tone } from "./status-tone.ts";

/** How the record stands, by what was verified last. */
export type AuditVerdict =
  | { kind: "broken"; breaks: FoundBreak[] }
  /** `run`: the last one that has seen everything. */
  | { kind: "holds"; run: AuditRun }
  /** Some lock keys were looked at, never all of them. */
  | { kind: "partly" }
  | { kind: "unverified" }
  /** There is no record yet. */
  | { kind: "empty" };

export const verdictTones: Record<AuditVerdict["kind"], Tone> = {
  broken: "bad",
  holds: "good",
  partly: "waiting",
  unverified: "waiting",
  empty: "idle",
};

export function verdictOf({ breaks, lastWhole, runs, signedKeys, younger }: AuditSummary): AuditVerdict {
  if (breaks.length > 0) return { kind: "broken", breaks };
  if (lastWhole && lastWhole.keys > 0) return { kind: "holds", run: lastWhole };
  if (runs.some(({ state, keys }) => state === "done" && keys > 0)) return { kind: "partly" };
  return signedKeys > 0 || younger.keys > 0 ? { kind: "unverified" } : { kind: "empty" };
}

/** "lock key “orders”, of tenant acme". */
export function brokenPart({ keyId, lockKey, tenantId }: FoundBreak): string {
  if (keyId === "") return "the checkpoint lines";
  return tenantId === "default" || tenantId === ""
    ? `lock key “${lockKey}”`
    : `lock key “${lockKey}” of tenant ${tenantId}`;
}

/** What a break means to whoever relies on the record. */
export function breakMeaning({ keyId, at, seq }: FoundBreak): string {
  if (keyId === "")
    return "The signed lines that vouch for the record were changed, cut off, or signed by someone else. Until that is explained, a record that was rewritten as a whole would not be found.";
  if (seq !== undefined)
    return `Event ${seq} of this key is not what was recorded, or something is missing there. What comes before it holds; from it on nothing is proven.`;
  if (at.startsWith("job:"))
    return "The chain of events holds, but what is kept about this job beside it says something else. Trust its events, not its row.";
  return "The key’s own note of where its chain ends does not agree with the chain: its end was cut off or changed.";
}

export function runText({ state, keys, events, breaks }: AuditRun): { title: string; description: string } {
  const seen = `${counted(keys, "lock key")} with ${counted(events, "event")} checked.`;
  if (state === "done" && breaks === 0) return { title: "The record holds", description: seen };
  if (state === "done") return { title: `${counted(breaks, "break")} found in the record`, description: seen };
  return { title: "The verification did not come to its end", description: seen };
}

export function counted(count: number, noun: string): string {
  return `${count.toLocaleString("en")} ${noun}${count === 1 ? "" : "s"}`;
}
