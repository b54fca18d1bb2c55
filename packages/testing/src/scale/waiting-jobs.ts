import { newJobId } from "@baton/contracts";
import { createLogger } from "@baton/runtime";
import { headerOf, Inbox, type InboxRow, JobIndex, keyId, Markers, waitingJob, waitRowKey } from "@baton/store";
import type { CountedStore } from "./counted-store.ts";

const logger = createLogger({ level: "silent", base: {}, readable: false });

export function rowOf(lockKey: string, jobId: string): InboxRow {
  const header = headerOf({
    jobId,
    tenantId: "default",
    lockKey,
    type: "counted",
    name: "counted",
    priority: 0,
    createdAt: new Date().toISOString(),
  });
  return {
    ...header,
    keyId: keyId("default", lockKey),
    rowKey: waitRowKey(0, jobId),
    request: { kind: "inline", text: JSON.stringify({ type: "counted" }) },
    receivedAt: new Date().toISOString(),
  };
}

/** Puts jobs into the inbox, `perKey` in each of so many keys, as ingest does. */
export async function fill(store: CountedStore, keys: number, perKey: number): Promise<void> {
  const inbox = new Inbox({ inbox: store.client("inbox") });
  const markers = new Markers({ inbox: store.client("inbox") });
  for (let key = 0; key < keys; key += 1) {
    const lockKey = `key-${key}`;
    await inbox.put([rowOf(lockKey, newJobId())]);
    const [entity] = store.inbox.query(`PartitionKey eq '${keyId("default", lockKey)}' and RowKey ge 'wait:'`);
    // One by one: each transaction of the model copies its partition.
    for (let at = 1; at < perKey && entity; at += 1) {
      const jobId = newJobId();
      const { etag: _etag, ...copy } = entity;
      store.inbox.create({ ...copy, JobId: jobId, partitionKey: entity.partitionKey, rowKey: waitRowKey(0, jobId) });
    }
    await markers.setDue([keyId("default", lockKey)]);
  }
}

/** Puts so many jobs into the lists, as they are shown while they wait. */
export async function list(store: CountedStore, jobs: number): Promise<void> {
  const index = new JobIndex({ index: store.client("index"), logger });
  const job = waitingJob(rowOf("key-0", newJobId()), "worker-1");
  await index.raise([job]);
  const [entity] = store.index.query("PartitionKey ge 'default:'").filter((row) => row["JobId"] === job.jobId);
  for (let at = 1; at < jobs && entity; at += 1) {
    const { etag: _etag, ...copy } = entity;
    store.index.create({ ...copy, partitionKey: entity.partitionKey, rowKey: `${entity.rowKey}${at}` });
  }
}
