/** A place at which the record does not hold. */
export type AuditBreak = { lockKey: string; what: string };

/** The breaks that `GET /api/audit` tells of. It is the audit page's answer; here only these matter. */
export function auditBreaksIn(text: string): AuditBreak[] {
  const { breaks } = JSON.parse(text) as { breaks?: unknown };
  return Array.isArray(breaks) ? breaks.filter(isBreak) : [];
}

function isBreak(value: unknown): value is AuditBreak {
  const found = value as Partial<AuditBreak> | null;
  return typeof found?.lockKey === "string" && typeof found.what === "string";
}
