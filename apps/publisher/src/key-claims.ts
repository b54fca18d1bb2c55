import type { KeyClaims } from "@baton/client";
import type { OpenStorage } from "./open-storage.ts";
import { UsageError } from "./usage-error.ts";

/** Nobody knows what a key stands for. */
export class KeysUnavailableError extends Error {
  readonly code = "keys-unavailable";
  override name = "KeysUnavailableError";
}

/**
 * Idempotency keys, in the system's storage.
 * @throws {UsageError} when no storage is set.
 */
export async function openKeys(open: (() => Promise<OpenStorage>) | undefined): Promise<KeyClaims> {
  if (!open) {
    throw new UsageError(
      "--idempotency-key: expected AZURE_STORAGE_CONNECTION_STRING or AZURE_STORAGE_ACCOUNT to be set; keys are kept there",
    );
  }
  const { store, storage } = await open();
  const keys = new store.JobKeys(storage);
  return { claim: (job, key) => keys.claim(job, key).catch(unavailable) };
}

function unavailable(err: Error): never {
  // The first line: the SDK's messages go on with the whole request.
  const reason = err.message.split("\n", 1)[0];
  throw new KeysUnavailableError(`the storage that keeps the keys does not answer (${reason})`, { cause: err });
}
