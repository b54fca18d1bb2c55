import type { Schedule } from "@baton/contracts";
import type { Route } from "next";

export const schedulesPath = "/api/schedules";

export type ScheduleName = Pick<Schedule, "tenantId" | "scheduleId">;

/** Unique among the schedules of all tenants; neither part has a slash in it. */
export function scheduleKey({ tenantId, scheduleId }: ScheduleName): string {
  return `${tenantId}/${scheduleId}`;
}

/** The page with this schedule's form open. */
export function scheduleHref(name: ScheduleName): Route {
  return `/schedules?edit=${encodeURIComponent(scheduleKey(name))}` as Route;
}

/** Its address in the API. @param action below it: "pause", "run". */
export function scheduleAddress({ tenantId, scheduleId }: ScheduleName, action?: string): string {
  const path = `${schedulesPath}/${encodeURIComponent(scheduleId)}${action === undefined ? "" : `/${action}`}`;
  return tenantId === "default" ? path : `${path}?tenantId=${encodeURIComponent(tenantId)}`;
}
