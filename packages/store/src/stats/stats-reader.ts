import { odata } from "@azure/data-tables";
import { isTenantOf, type Stats, type StatsQuery, type StatsWindow, type Tenants } from "@baton/contracts";
import type { Storage } from "../storage.ts";
import {
  hourOf,
  hoursPartition,
  rowsNamed,
  startOfHour,
  statsPartition,
  type TenantHour,
  tenantHourFrom,
} from "./stats-rows.ts";
import { WindowSums } from "./window-sums.ts";

const hourMs = 3600 * 1000;
const windowMs: Record<StatsWindow, number> = { "1h": hourMs, "24h": 24 * hourMs, "7d": 7 * 24 * hourMs };
/** Hours that are read at the same time. */
const atOnce = 16;

/** Answers from the sums of whole hours; reads no more of them than there are in the window. */
export class StatsReader {
  readonly #storage: Pick<Storage, "stats" | "clock">;

  constructor(storage: Pick<Storage, "stats" | "clock">) {
    this.#storage = storage;
  }

  /** Of one tenant, or of all of these together. */
  async read({ window, tenantId }: StatsQuery, tenants: Tenants = "all"): Promise<Stats> {
    const to = this.#storage.clock.now();
    const firstHour = hourOf(new Date(to.getTime() - windowMs[window]));
    const all = await this.#hoursFrom(firstHour);
    const sums = new WindowSums();
    const hours = all.filter(
      (hour) => isTenantOf(tenants, hour.tenantId) && (tenantId === undefined || hour.tenantId === tenantId),
    );
    for (let from = 0; from < hours.length; from += atOnce)
      await Promise.all(hours.slice(from, from + atOnce).map((hour) => this.#addHour(sums, hour)));
    return { window, from: startOfHour(firstHour), to: to.toISOString(), ...sums.shown };
  }

  async #hoursFrom(firstHour: string): Promise<TenantHour[]> {
    const filter = odata`PartitionKey eq ${hoursPartition} and RowKey ge ${firstHour}`;
    return (await this.#rows(filter)).map(tenantHourFrom);
  }

  async #addHour(sums: WindowSums, { tenantId, hour }: TenantHour): Promise<void> {
    for (const row of await this.#rows(rowsNamed(statsPartition(tenantId, hour), "sum")))
      sums.add(row, { tenantId, hour });
  }

  #rows(filter: string): Promise<Record<string, unknown>[]> {
    return Array.fromAsync(this.#storage.stats.listEntities<Record<string, unknown>>({ queryOptions: { filter } }));
  }
}
