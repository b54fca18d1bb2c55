import type { Health } from "@baton/contracts";

type Part = Health["storage"];

/** What keeps jobs from running, or a page from showing them. */
export type HealthNotice =
  | { kind: "disconnected" }
  | { kind: "part"; name: "Storage" | "Broker"; status: Exclude<Part["status"], "up">; detail: string | undefined }
  | { kind: "no-worker" }
  | { kind: "paused" }
  | { kind: "rejected"; count: number };

/** A rejection that nobody looked at for so long is on its own page only. */
const rejectionNewsMs = 60 * 60 * 1000;

/**
 * @param reachable whether the dashboard's server answers and its stream is open
 * @param paused whether the server says that no live events flow
 */
export function healthNotices(
  health: Health | undefined,
  { reachable, paused }: { reachable: boolean; paused: boolean },
  now: number,
): HealthNotice[] {
  if (!reachable) return [{ kind: "disconnected" }];
  if (!health) return [];
  const count = health.rejected.filter(
    ({ rejectedAt }) => now - new Date(rejectedAt).getTime() < rejectionNewsMs,
  ).length;
  return [...troubles(health, paused), ...(count > 0 ? [{ kind: "rejected" as const, count }] : [])];
}

// What is missing first: without storage nothing is known of workers, without a broker no events flow.
function troubles({ storage, broker, workers }: Health, paused: boolean): HealthNotice[] {
  const missing = [...partNotice("Storage", storage), ...partNotice("Broker", broker)];
  if (missing.length > 0) return missing;
  if (workers.live === 0) return [{ kind: "no-worker" }];
  return paused ? [{ kind: "paused" }] : [];
}

function partNotice(name: "Storage" | "Broker", { status, detail }: Part): HealthNotice[] {
  return status === "up" ? [] : [{ kind: "part", name, status, detail }];
}
