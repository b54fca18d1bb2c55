export type EvidenceOf = { job: string } | { key: string; tenant: string } | { since: string };

/** Where an evidence pack is downloaded from. */
export function evidenceHref(of: EvidenceOf): string {
  return `/api/audit/evidence?${new URLSearchParams(of)}`;
}
