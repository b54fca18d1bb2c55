/** Bounds that publisher, REST and worker hold alike. Sizes are UTF-8 bytes unless the name says otherwise. */
export const limits = {
  payloadBytes: 1024 * 1024,
  /** A whole submission: the payload and room for the other fields. */
  messageBytes: 1024 * 1024 + 64 * 1024,
  /** A request with many submissions. */
  bulkBytes: 16 * 1024 * 1024,
  bulkJobs: 1000,
  /** A request that brings no payload. */
  smallBodyBytes: 64 * 1024,
  resultBytes: 1024 * 1024,
  /** A file that jobs read. */
  inputBytes: 256 * 1024 * 1024,
  inputNameChars: 200,
  /** The first line of an error, as lists keep it. */
  errorLineChars: 300,
  /** What is larger goes to a blob and the row keeps its name. */
  inlineBytes: 24 * 1024,
  typeChars: 100,
  nameChars: 200,
  descriptionChars: 2000,
  lockKeyChars: 512,
  idempotencyKeyChars: 200,
  tenantIdChars: 64,
  /** Tenants of one account or key; who sees more sees all. */
  tenantsOfOne: 100,
  accountNameChars: 100,
  minPasswordChars: 12,
  maxPasswordChars: 256,
  scheduleIdChars: 100,
  cronChars: 200,
  messageChars: 1000,
  stepNameChars: 300,
  maxPriority: 9,
  maxAttempts: 100,
  /** Three ends of a thread or a worker that a job brings about make it poison. */
  maxStrikes: 3,
  maxBackoffMs: 7 * 24 * 3600 * 1000,
  maxDelayMs: 366 * 24 * 3600 * 1000,
  maxTimeoutMs: 7 * 24 * 3600 * 1000,
  defaultTimeoutMs: 3600 * 1000,
  /** A hundred years. */
  maxResultTtl: 100 * 365 * 24 * 3600,
  /** Starts in the time of a rate limit: all of them are kept in one row. */
  maxRateStarts: 1000,
  maxRateMs: 31 * 24 * 3600 * 1000,
  /** Ends of attempts that a circuit looks back on. */
  maxCircuitWindow: 1000,
  maxProbes: 100,
  maxOpenMs: 7 * 24 * 3600 * 1000,
} as const;
