/** Bounds that publisher, REST and worker hold alike. Sizes are UTF-8 bytes unless the name says otherwise. */
export const limits = {
  payloadBytes: 1024 * 1024,
  /** A whole submission: the payload and room for the other fields. */
  messageBytes: 1024 * 1024 + 64 * 1024,
  resultBytes: 1024 * 1024,
  /** What is larger goes to a blob and the row keeps its name. */
  inlineBytes: 24 * 1024,
  typeChars: 100,
  nameChars: 200,
  descriptionChars: 2000,
  lockKeyChars: 512,
  tenantIdChars: 64,
  messageChars: 1000,
  stepNameChars: 300,
  maxPriority: 9,
  maxAttempts: 100,
  maxTimeoutMs: 7 * 24 * 3600 * 1000,
  defaultTimeoutMs: 3600 * 1000,
} as const;
