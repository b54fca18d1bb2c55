import type { HeadFailure } from "@baton/contracts";
import type { KeptStartLog } from "../limits/start-log.ts";
import { orUndefinedIfMissing } from "../storage-errors.ts";
import type { Table } from "../table.ts";
import { genesisHash, int64 } from "./ledger-event.ts";

/** The open attempt of a key: what the next holder must close if this one dies. */
export type RunningAttempt = {
  jobId: string;
  attempt: number;
  fence: number;
  workerId: string;
  startedAt: string;
  startedSeq: number;
  /** Nothing else ran in that worker. */
  alone?: true;
  /** An operator has taken its lock away while it ran: its worker is not to blame. */
  lockBroken?: true;
};

/** The last attempt that ended: what waiting jobs waited for. */
export type EndedAttempt = { jobId: string; workerId: string; fence: number; endedAt: string };

/** The row that every append updates with If-Match: whoever has an older one writes nothing. */
export type LedgerHead = {
  keyId: string;
  tenantId: string;
  lockKey: string;
  fence: number;
  owner: string;
  seq: number;
  hash: string;
  writeId: string;
  /** Up to here the read models are known to be complete. */
  projectedSeq: number;
  running?: RunningAttempt;
  lastEnded?: EndedAttempt;
  key?: KeyState;
};

/** What holds a key's line back, or orders it otherwise. Events say how it came about. */
export type KeyState = {
  /** By an operator: nothing starts. */
  paused?: { by: string; reason: string; since: string };
  /** By a job that was dead-lettered: nothing starts until an operator says so. */
  parked?: { jobId: string; since: string };
  /** Nothing starts before this job, which waits for its next attempt. */
  heldFor?: { jobId: string; until: string };
  /** Goes before what job types say. */
  policy?: HeadFailure;
  /** The last starts of job types that have a rate limit in each key, by type. */
  starts?: Record<string, KeptStartLog>;
};

/** A head with the ETag under which it was read; none while the key has no ledger yet. */
export type ReadHead = { head: LedgerHead; etag: string | undefined };

export function emptyHead(keyId: string, tenantId: string, lockKey: string): LedgerHead {
  return {
    keyId,
    tenantId,
    lockKey,
    fence: 0,
    owner: "",
    seq: 0,
    hash: genesisHash(keyId),
    writeId: "",
    projectedSeq: 0,
  };
}

export async function readHead(table: Table, keyId: string, abortSignal?: AbortSignal): Promise<ReadHead | undefined> {
  const row = await orUndefinedIfMissing(
    table.getEntity<Record<string, unknown>>(keyId, "head", abortSignal ? { abortSignal } : {}),
  );
  return row && { etag: row.etag, head: headFromEntity(row) };
}

export function headFromEntity(row: Record<string, unknown>): LedgerHead {
  const running = parseOptional<RunningAttempt>(row["Running"]);
  const lastEnded = parseOptional<EndedAttempt>(row["LastEnded"]);
  const key = parseOptional<KeyState>(row["Key"]);
  return {
    keyId: String(row["partitionKey"]),
    tenantId: String(row["TenantId"]),
    lockKey: String(row["LockKey"]),
    fence: Number(row["Fence"]),
    owner: String(row["Owner"]),
    seq: Number(row["Seq"]),
    hash: String(row["Hash"]),
    writeId: String(row["WriteId"]),
    projectedSeq: Number(row["ProjectedSeq"]),
    ...(running ? { running } : {}),
    ...(lastEnded ? { lastEnded } : {}),
    ...(key ? { key } : {}),
  };
}

export function headToEntity(head: LedgerHead) {
  return {
    partitionKey: head.keyId,
    rowKey: "head",
    TenantId: head.tenantId,
    LockKey: head.lockKey,
    Fence: int64(head.fence),
    Owner: head.owner,
    Seq: int64(head.seq),
    Hash: head.hash,
    WriteId: head.writeId,
    ProjectedSeq: int64(head.projectedSeq),
    Running: head.running ? JSON.stringify(head.running) : "",
    LastEnded: head.lastEnded ? JSON.stringify(head.lastEnded) : "",
    Key: head.key ? JSON.stringify(head.key) : "",
  };
}

function parseOptional<T>(value: unknown): T | undefined {
  return typeof value === "string" && value !== "" ? (JSON.parse(value) as T) : undefined;
}
