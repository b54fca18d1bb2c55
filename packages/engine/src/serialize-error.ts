import { type JobError, limits } from "@baton/contracts";

const stackChars = 8000;

/** Whatever job code threw, as the record keeps it: also what is no Error, and bounded. */
export function serializeError(err: unknown): JobError {
  if (!(err instanceof Error)) return { name: "Error", message: short(String(err)) };
  const stack = err.stack?.slice(0, stackChars).toWellFormed();
  return { name: short(String(err.name)), message: short(String(err.message)), ...(stack ? { stack } : {}) };
}

/** Fit for the record: bounded, and without half characters, which have no canonical form. */
export function short(text: string): string {
  const bounded = text.length <= limits.messageChars ? text : `${text.slice(0, limits.messageChars - 1)}…`;
  return bounded.toWellFormed();
}
