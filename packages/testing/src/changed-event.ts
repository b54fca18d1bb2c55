import { TableClient } from "@azure/data-tables";

/** The default namespace's ledger, for tests of a system that was started as a user would. */
export function ledgerTable(connectionString: string): TableClient {
  return TableClient.fromConnectionString(connectionString, "JobAuditTrail", { allowInsecureConnection: true });
}

/** Changes columns of a recorded event behind the system's back, as whoever can write to its storage could. */
export async function changeStoredEvent(
  ledger: Pick<TableClient, "updateEntity">,
  keyId: string,
  seq: number,
  columns: Record<string, string>,
): Promise<void> {
  const rowKey = `event:${String(10 ** 15 - seq).padStart(16, "0")}`;
  await ledger.updateEntity({ partitionKey: keyId, rowKey, ...columns }, "Merge");
}
