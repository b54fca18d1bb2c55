import type { JobEvent, Json, Progress } from "@baton/contracts";

/** How far an event says that its job is; nothing when it says something else. */
export function progressOf({ data }: JobEvent): { progress?: Progress } {
  return isProgress(data) ? { progress: data } : {};
}

// Not with the schema, which comes after the first paint.
function isProgress(data: Json | undefined): data is Progress {
  if (typeof data !== "object" || data === null || Array.isArray(data)) return false;
  return typeof data["done"] === "number" && typeof data["total"] === "number";
}
