import { odata } from "@azure/data-tables";
import { escapeName } from "../key-id.ts";
import type { Storage } from "../storage.ts";
import { orUndefinedIfMissing, statusOf } from "../storage-errors.ts";
import {
  type PendingFire,
  pendingFrom,
  type ScheduleRow,
  scheduleFromEntity,
  scheduleToColumns,
} from "./schedule-row.ts";

export type ScheduleName = { tenantId: string; scheduleId: string };

/** When a schedule wants to be looked at; neither time is set while it is paused or over. */
export type Upcoming = ScheduleName & { nextAt?: string; pendingFire?: PendingFire };

/** Table `Schedules`: partition = tenant, a row a schedule. A row changes only by the ETag that was read. */
export class ScheduleTable {
  readonly #table: Storage["schedules"];

  constructor(storage: Pick<Storage, "schedules">) {
    this.#table = storage.schedules;
  }

  async read(name: ScheduleName): Promise<ScheduleRow | undefined> {
    const { partitionKey, rowKey } = placeOf(name);
    const row = await orUndefinedIfMissing(this.#table.getEntity<Record<string, unknown>>(partitionKey, rowKey));
    return row && scheduleFromEntity(row);
  }

  /** Of one tenant or of all. */
  async list(tenantId?: string): Promise<ScheduleRow[]> {
    const filter = tenantId === undefined ? "" : odata`PartitionKey eq ${escapeName(tenantId)}`;
    const rows = this.#table.listEntities<Record<string, unknown>>({ queryOptions: { filter } });
    return (await Array.fromAsync(rows)).map(scheduleFromEntity);
  }

  /** Of every schedule; a page takes a thousand, because no template is read. */
  async upcoming(): Promise<Upcoming[]> {
    const select = ["ScheduleId", "TenantId", "NextAt", "PendingFire"];
    const rows = this.#table.listEntities<Record<string, unknown>>({ queryOptions: { select } });
    return (await Array.fromAsync(rows)).map((row) => ({
      scheduleId: row["ScheduleId"] as string,
      tenantId: row["TenantId"] as string,
      ...(row["NextAt"] ? { nextAt: row["NextAt"] as string } : {}),
      ...pendingFrom(row),
    }));
  }

  /** @returns false when there is one of this name. */
  async insert(row: Omit<ScheduleRow, "etag">): Promise<boolean> {
    try {
      await this.#table.createEntity({ ...placeOf(row), ...scheduleToColumns(row) });
      return true;
    } catch (err) {
      if (statusOf(err) === 409) return false;
      throw err;
    }
  }

  /** @returns false when it has changed since it was read, or is gone. */
  async replace({ etag, ...row }: ScheduleRow): Promise<boolean> {
    try {
      await this.#table.updateEntity({ ...placeOf(row), ...scheduleToColumns(row) }, "Replace", { etag });
      return true;
    } catch (err) {
      if (statusOf(err) === 412 || statusOf(err) === 404) return false;
      throw err;
    }
  }

  /** @returns false when there is none. */
  async remove(name: ScheduleName): Promise<boolean> {
    const { partitionKey, rowKey } = placeOf(name);
    try {
      await this.#table.deleteEntity(partitionKey, rowKey);
      return true;
    } catch (err) {
      if (statusOf(err) === 404) return false;
      throw err;
    }
  }
}

function placeOf({ tenantId, scheduleId }: ScheduleName) {
  return { partitionKey: escapeName(tenantId), rowKey: escapeName(scheduleId) };
}
