const code = "bad-job-module";

/** A module does not define jobs as it should. The message names the file and what was expected. */
export class JobModuleError extends Error {
  readonly code = code;
  override name = "JobModuleError";
}

/** An error that comes from a thread has lost its class. */
export function asJobModuleError(err: unknown): unknown {
  const isOne = err instanceof Error && "code" in err && err.code === code;
  return isOne ? new JobModuleError(err.message, { cause: err.cause }) : err;
}
