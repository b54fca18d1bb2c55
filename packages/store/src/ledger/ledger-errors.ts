/** A hold with a higher fence has written: this one is over, and nothing of what it tried is there. */
export class FencedError extends Error {
  readonly code = "fenced";
  override name = "FencedError";
}

/** The head changed between reading and claiming; read everything again. */
export class HeadMovedError extends Error {
  readonly code = "head-moved";
  override name = "HeadMovedError";
}

/** Storage refused the transaction for its content; it is not in the ledger and never will be. */
export class AppendRefusedError extends Error {
  readonly code = "append-refused";
  override name = "AppendRefusedError";
}
