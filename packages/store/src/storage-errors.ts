import { RestError } from "@azure/storage-blob";

/** The HTTP status of a storage answer; undefined when there was none (time-out, reset, refused connection). */
export function statusOf(err: unknown): number | undefined {
  return err instanceof Error && "statusCode" in err && typeof err.statusCode === "number" ? err.statusCode : undefined;
}

/** In one line: what storage says of a refusal may be a whole XML document. */
export function storageReason(err: unknown): string {
  if (!(err instanceof Error)) return String(err);
  const status = statusOf(err);
  const said = err.message.split("\n", 1)[0] ?? err.name;
  if (status === undefined) return said;
  return said.startsWith("<") ? `HTTP ${status}` : `HTTP ${status}, ${said}`;
}

/** Storage could not answer, or not yet: the same request may succeed later. A request that it refuses stays refused. */
export function isOutage(err: unknown): boolean {
  const status = statusOf(err);
  if (status === undefined) return err instanceof RestError;
  return status >= 500 || status === 408 || status === 429;
}

/** Storage does not take this for what it is: sent again, it would be refused again. */
export function isRefusal(err: unknown): boolean {
  const status = statusOf(err);
  return status === 400 || status === 413;
}

/** Turns "not found" into undefined and lets every other failure through. */
export async function orUndefinedIfMissing<T>(request: Promise<T>): Promise<T | undefined> {
  try {
    return await request;
  } catch (err) {
    if (statusOf(err) === 404) return undefined;
    throw err;
  }
}

/** This code is older than the storage it was pointed at. */
export class SchemaTooNewError extends Error {
  readonly code = "schema-too-new";
  override name = "SchemaTooNewError";
}
