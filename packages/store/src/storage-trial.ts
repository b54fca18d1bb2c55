import { randomUUID } from "node:crypto";
import type { TransactionAction } from "@azure/data-tables";
import type { Storage } from "./storage.ts";
import { storageReason } from "./storage-errors.ts";

/** `refusal`: why it could not be done; undefined: it could. */
export type StorageTrial = {
  tables: { refusal: string | undefined; readMs: number; transactionMs: number };
  blobs: { refusal: string | undefined };
};

type TriedStorage = Pick<Storage, "instances" | "payloads">;

/** The median of so many is told: one slow answer is nobody's fault. */
const reads = 9;

/**
 * Tries what Baton needs of storage, under names of its own, and cleans up: writes two rows in one transaction, reads one
 * of them a few times, and writes and reads a blob.
 */
export async function tryStorage(storage: TriedStorage): Promise<StorageTrial> {
  const times = { readMs: 0, transactionMs: 0 };
  const tables = await refusalOf(async () => Object.assign(times, await tryTables(storage)));
  const blobs = await refusalOf(() => tryBlobs(storage));
  return { tables: { refusal: tables, ...times }, blobs: { refusal: blobs } };
}

async function tryTables({ instances }: TriedStorage): Promise<{ readMs: number; transactionMs: number }> {
  const partitionKey = `doctor:${randomUUID()}`;
  const rows = ["1", "2"].map((rowKey) => ({ partitionKey, rowKey }));
  const all = (kind: "create" | "delete") => rows.map((row): TransactionAction => [kind, row]);
  const transactionMs = await timed(() => instances.submitTransaction(all("create")));
  const readMs: number[] = [];
  try {
    for (let read = 0; read < reads; read += 1)
      readMs.push(await timed(() => instances.getEntity(partitionKey, rows[0]?.rowKey ?? "")));
  } finally {
    await instances.submitTransaction(all("delete"));
  }
  return { readMs: median(readMs), transactionMs };
}

async function tryBlobs({ payloads }: TriedStorage): Promise<void> {
  const blob = payloads.getBlockBlobClient(`~doctor/${randomUUID()}`);
  const sent = Buffer.from("doctor");
  await blob.uploadData(sent);
  try {
    const got = await blob.downloadToBuffer();
    if (!got.equals(sent)) throw new Error("a blob that was written was read otherwise");
  } finally {
    await blob.deleteIfExists();
  }
}

async function refusalOf(trial: () => Promise<unknown>): Promise<string | undefined> {
  try {
    await trial();
    return undefined;
  } catch (err) {
    return storageReason(err);
  }
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  await work();
  return performance.now() - startedAt;
}

function median(values: number[]): number {
  return values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)] ?? 0;
}
