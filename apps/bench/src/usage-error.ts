/** The command line is wrong; the message is for the user. */
export class UsageError extends Error {
  override name = "UsageError";
}
