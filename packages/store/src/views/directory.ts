import { odata } from "@azure/data-tables";
import type { Tenants } from "@baton/contracts";
import { escapeName } from "../key-id.ts";
import { orUndefinedIfMissing } from "../storage-errors.ts";
import type { Table } from "../table.ts";

const freshMs = 5000;
/** A day that was forgotten and has rows again is noted again after so long, whoever has noted it before. */
const notedMs = 3_600_000;

/**
 * Which tenants a read model has, and which days of each: small partitions beside the rows, so that a list
 * finds its newest partitions without scanning the table.
 */
export class Directory {
  readonly #table: Table;
  readonly #noted = new Map<string, number>();
  #tenants: { readAt: number; tenantIds: string[] } = { readAt: 0, tenantIds: [] };

  constructor(table: Table) {
    this.#table = table;
  }

  /** Notes a tenant's day, once an hour per process. */
  async note(tenantId: string, day: string): Promise<void> {
    const name = dayPartition(tenantId, day);
    const now = performance.now();
    if (now - (this.#noted.get(name) ?? Number.NEGATIVE_INFINITY) < notedMs) return;
    await this.#table.upsertEntity({ partitionKey: "~tenants", rowKey: escapeName(tenantId), TenantId: tenantId });
    await this.#table.upsertEntity({ partitionKey: `~days:${escapeName(tenantId)}`, rowKey: invertDay(day), Day: day });
    this.#noted.set(name, now);
  }

  /** Takes a day off that has no rows any more. */
  async forget(tenantId: string, day: string): Promise<void> {
    await orUndefinedIfMissing(this.#table.deleteEntity(`~days:${escapeName(tenantId)}`, invertDay(day)));
  }

  /** As they were when they were read last; none is ever taken away. */
  get knownTenantIds(): readonly string[] {
    return this.#tenants.tenantIds;
  }

  async tenantIds(): Promise<string[]> {
    if (Date.now() - this.#tenants.readAt > freshMs) {
      const rows = this.#table.listEntities<{ TenantId: string }>({
        queryOptions: { filter: "PartitionKey eq '~tenants'" },
      });
      const tenantIds: string[] = [];
      for await (const row of rows) tenantIds.push(row.TenantId);
      this.#tenants = { readAt: tenantIds.length > 0 ? Date.now() : 0, tenantIds };
    }
    return this.#tenants.tenantIds;
  }

  /** Those of them that somebody may see; whoever is confined to some need not ask which there are. */
  async tenantIdsOf(tenants: Tenants): Promise<readonly string[]> {
    return tenants === "all" ? this.tenantIds() : tenants;
  }

  /** A tenant's days, newest first. @param to the newest of them that matters. */
  async *days(tenantId: string, to?: string): AsyncGenerator<string> {
    const first = to === undefined ? "" : invertDay(to);
    const filter = odata`PartitionKey eq ${`~days:${escapeName(tenantId)}`} and RowKey ge ${first}`;
    for await (const row of this.#table.listEntities<{ Day: string }>({ queryOptions: { filter } })) yield row.Day;
  }
}

/** `2026-11-22` of an ISO time. */
export function dayOf(time: string | Date): string {
  return (typeof time === "string" ? time : time.toISOString()).slice(0, 10);
}

export function dayPartition(tenantId: string, day: string): string {
  return `${escapeName(tenantId)}:${day}`;
}

function invertDay(day: string): string {
  return String(99_999_999 - Number(day.replaceAll("-", "")));
}

/** The first rows of a partition, in row-key order. */
export async function firstRows(table: Table, partition: string, limit: number): Promise<Record<string, unknown>[]> {
  const filter = odata`PartitionKey eq ${partition}`;
  const pages = table
    .listEntities<Record<string, unknown>>({ queryOptions: { filter } })
    .byPage({ maxPageSize: limit });
  const rows: Record<string, unknown>[] = [];
  for await (const page of pages) {
    rows.push(...page);
    if (rows.length >= limit) break;
  }
  return rows.slice(0, limit);
}
