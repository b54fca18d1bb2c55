import { odata, type TransactionAction } from "@azure/data-tables";
import { type AuditAction, auditActionOf, type JobEvent } from "@baton/contracts";
import { escapeName } from "../key-id.ts";
import type { Table } from "../table.ts";

/** `cursor`: where to go on; none when there are no more. */
export type ActionPage = { actions: AuditAction[]; cursor?: string };
/** An event with its place among those of its tenant, the newest first. */
export type PlacedEvent = { rowKey: string; event: JobEvent };

const rowsPerWrite = 100;

/**
 * What operators did: a small partition a tenant beside the feed's days. A feed of a busy day has a hundred thousand
 * events to an operator's one: whoever looked for them there would read it all. Written together with the feed, behind
 * the ledger, and for actions only, so the rest of the events costs nothing more.
 */
export class OperatorActions {
  readonly #table: Pick<Table, "listEntities" | "submitTransaction">;

  constructor(table: Pick<Table, "listEntities" | "submitTransaction">) {
    this.#table = table;
  }

  /** Lists those of the events that are somebody's action. Writing one twice changes nothing. */
  async put(events: PlacedEvent[]): Promise<void> {
    const actions = events.flatMap(({ rowKey, event }) => {
      const action = auditActionOf(event);
      return action ? [{ rowKey, action }] : [];
    });
    const byTenant = Map.groupBy(actions, ({ action }) => action.tenantId);
    for (const [tenantId, rows] of byTenant) await this.#write(partitionOf(tenantId), rows);
  }

  async #write(partitionKey: string, rows: { rowKey: string; action: AuditAction }[]): Promise<void> {
    const upserts = rows.map(({ rowKey, action }): TransactionAction => {
      return ["upsert", { partitionKey, rowKey, Action: JSON.stringify(action) }, "Replace"];
    });
    for (let from = 0; from < upserts.length; from += rowsPerWrite)
      await this.#table.submitTransaction(upserts.slice(from, from + rowsPerWrite));
  }

  /** The newest of these tenants: one request for each. @param cursor of the page before. */
  async list(tenantIds: readonly string[], limit: number, cursor = ""): Promise<ActionPage> {
    const pages = await Promise.all(tenantIds.map((tenantId) => this.#page(tenantId, limit + 1, cursor)));
    const found = pages.flat().sort((one, other) => (one.rowKey < other.rowKey ? -1 : 1));
    const shown = found.slice(0, limit);
    const last = found.length > limit ? shown.at(-1)?.rowKey : undefined;
    return { actions: shown.map(({ action }) => action), ...(last === undefined ? {} : { cursor: last }) };
  }

  async #page(tenantId: string, limit: number, cursor: string): Promise<{ rowKey: string; action: AuditAction }[]> {
    const filter = odata`PartitionKey eq ${partitionOf(tenantId)} and RowKey gt ${cursor}`;
    const rows = this.#table.listEntities<Record<string, unknown>>({ queryOptions: { filter } });
    for await (const page of rows.byPage({ maxPageSize: limit })) {
      return page.map((row) => ({
        rowKey: row["rowKey"] as string,
        action: JSON.parse(row["Action"] as string) as AuditAction,
      }));
    }
    return [];
  }
}

function partitionOf(tenantId: string): string {
  return `~actions:${escapeName(tenantId)}`;
}
