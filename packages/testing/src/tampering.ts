import { createLogger } from "@baton/runtime";
import { keyId, Storage } from "@baton/store";

export type TamperedPlace = { connectionString: string; namespace: string; lockKey: string; seq: number };

/**
 * Changes what an event of the record says, as someone with access to the storage account would: its row alone, and
 * nothing that belongs to it.
 * @returns what puts it back.
 */
export async function changeEvent({ connectionString, namespace, lockKey, seq }: TamperedPlace) {
  const logger = createLogger({ level: "fatal", base: { app: "tampering" }, readable: false });
  const { ledger } = new Storage({ connectionString, namespace, logger });
  const row = { partitionKey: keyId("default", lockKey), rowKey: rowKeyOf(seq) };
  const { Message: before } = await ledger.getEntity<{ Message: string }>(row.partitionKey, row.rowKey);
  const write = async (text: string) => void (await ledger.updateEntity({ ...row, Message: text }, "Merge"));
  await write("Nothing happened here");
  return { putBack: () => write(before) };
}

/** As the table sorts: newest first. */
function rowKeyOf(seq: number): string {
  return `event:${String(10 ** 15 - seq).padStart(16, "0")}`;
}
