import { JobReader, type Storage } from "@baton/store";
import { UsageError } from "./usage-error.ts";

/** @throws {UsageError} when nobody knows the job. */
export async function ledgerOfJob(storage: Storage, id: string): Promise<{ jobId: string; keyId: string }> {
  const found = await new JobReader(storage).findLedger(id);
  if (!found) throw new UsageError(`--job: no job "${id}" is known here`);
  return found;
}
