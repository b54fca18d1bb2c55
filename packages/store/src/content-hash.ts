import { createHash } from "node:crypto";
import type { ValidJobRequest } from "@baton/contracts";

/**
 * What makes two submissions the same: everything that decides what is to run, as canonical JSON, in SHA-256. Who sent
 * it, when, in which trace and under which id may differ, because that is what differs when a job is submitted again.
 */
export function contentHash(request: ValidJobRequest): string {
  const {
    jobId: _jobId,
    createdAt: _createdAt,
    submittedBy: _submittedBy,
    traceparent: _traceparent,
    schemaVersion: _schemaVersion,
    ...content
  } = request;
  const text = JSON.stringify({ ...content, name: content.name ?? content.type }, sortedByName);
  return createHash("sha256").update(text, "utf8").digest("hex");
}

// Not RFC 8785, as in the chain: it refuses lone surrogates, and numbers of a payload keep their digits here.
function sortedByName(_name: string, value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value) || isRawJson(value)) return value;
  const members = value as Record<string, unknown>;
  return Object.fromEntries(
    Object.keys(members)
      .sort()
      .map((name) => [name, members[name]]),
  );
}

// In every engine we run on, but not in TypeScript's library.
const isRawJson = (JSON as unknown as { isRawJSON(value: unknown): boolean }).isRawJSON;
