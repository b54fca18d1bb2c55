import { ConfigError, loadConfig } from "@baton/runtime/config";
import { NonRetryableError } from "@baton/sdk";
import type { z } from "zod";

/**
 * What a job reads from the worker's environment.
 * @throws {NonRetryableError} which says what to set, and to what.
 */
export function jobSettings<T extends z.ZodObject>(schema: T): z.output<T> {
  try {
    return loadConfig(schema, process.env);
  } catch (err) {
    if (!(err instanceof ConfigError)) throw err;
    throw new NonRetryableError(err.message, { cause: err });
  }
}
