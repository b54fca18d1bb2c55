/** The HTTP status of a storage answer; undefined when there was none (time-out, reset, refused connection). */
export function statusOf(err: unknown): number | undefined {
  return err instanceof Error && "statusCode" in err && typeof err.statusCode === "number" ? err.statusCode : undefined;
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
