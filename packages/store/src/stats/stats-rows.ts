import { createHash } from "node:crypto";
import { odata } from "@azure/data-tables";
import { escapeName } from "../key-id.ts";

// Table `Stats`. A partition is a tenant's hour and has, of each job that ended in it, `new:<jobId>` until it is
// counted and `job:<jobId>` from then on; and the sums, `sum:all` and `sum:<dimension>:<hash of the name>`. They lie
// together because one transaction must do it all: count, and note that it is counted. Partition `~due` names those
// with something new, `~hours` those that there are, oldest first. No tenant's name begins with `~`.

export type Dimension = "type" | "key" | "submitter";
export type TenantHour = { tenantId: string; hour: string };

export const duePartition = "~due";
export const hoursPartition = "~hours";

/** `2026-11-25T22` of an ISO time. */
export function hourOf(time: string | Date): string {
  return (typeof time === "string" ? time : time.toISOString()).slice(0, 13);
}

export function startOfHour(hour: string): string {
  return `${hour}:00:00.000Z`;
}

export function statsPartition(tenantId: string, hour: string): string {
  return `${escapeName(tenantId)}:${hour}`;
}

export function freshRowKey(jobId: string): string {
  return `new:${jobId}`;
}

export function countedRowKey(jobId: string): string {
  return `job:${jobId}`;
}

/** @param name undefined: all that have no row of their own. */
export function sumRowKey(dimension: Dimension, name: string | undefined): string {
  if (name === undefined) return `sum:${dimension}:~rest`;
  return `sum:${dimension}:${createHash("sha256").update(name).digest("hex").slice(0, 32)}`;
}

export function dueRow(tenantId: string, hour: string) {
  return { partitionKey: duePartition, rowKey: statsPartition(tenantId, hour), TenantId: tenantId, Hour: hour };
}

export function hoursRow(tenantId: string, hour: string) {
  return { partitionKey: hoursPartition, rowKey: `${hour}:${escapeName(tenantId)}`, TenantId: tenantId, Hour: hour };
}

export function tenantHourFrom(row: Record<string, unknown>): TenantHour {
  return { tenantId: row["TenantId"] as string, hour: row["Hour"] as string };
}

/** What a sum's row counts. */
export function dimensionOf(rowKey: string): Dimension | "all" {
  return rowKey.split(":")[1] as Dimension | "all";
}

/** The rows of a partition whose keys begin with `sum:`, or with another word. */
export function rowsNamed(partition: string, word: "sum" | "new"): string {
  return odata`PartitionKey eq ${partition} and RowKey ge ${`${word}:`} and RowKey lt ${`${word};`}`;
}
