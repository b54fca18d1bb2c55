"use client";

import useSWR from "swr";
import { useSeesAll } from "../access/caller-context.tsx";
import { type AuditBreak, auditBreaksIn } from "../view/audit-breaks.ts";
import { ApiError, fetchText } from "./api-client.ts";

const auditPath = "/api/audit";
const refreshMs = 30_000;

/** What the last verifications found, if they are told of. */
export function useAuditBreaks(): AuditBreak[] {
  const seesAll = useSeesAll();
  const { data = [] } = useSWR<AuditBreak[], Error>(seesAll ? ["breaks", auditPath] : null, () => readBreaks(), {
    refreshInterval: refreshMs,
    shouldRetryOnError: false,
  });
  return data;
}

async function readBreaks(): Promise<AuditBreak[]> {
  try {
    return auditBreaksIn(await fetchText(auditPath));
  } catch (err) {
    // A dashboard that verifies nothing knows of no break.
    if (err instanceof ApiError && err.problem?.status === 404) return [];
    throw err;
  }
}
