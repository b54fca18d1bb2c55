/** The command line cannot be followed; the message says what was expected. */
export class UsageError extends Error {
  readonly code = "bad-usage";
  override name = "UsageError";
}
