"use client";

import type { JobRecord } from "@baton/contracts";
import { useCallback, useMemo, useState } from "react";
import { fetchText } from "../../live/api-client.ts";
import { readWire } from "../../live/wire.ts";
import type { LinkState, RecordCheck } from "../../view/verify-record.ts";

/** Where the check of a record stands. */
export type Checking =
  | { kind: "idle" }
  | { kind: "running"; read: number }
  | { kind: "done"; record: JobRecord; found: RecordCheck; at: string }
  | { kind: "failed"; message: string };

export type RecordChecker = {
  checking: Checking;
  check: () => void;
  /** What the last check has found of an event. */
  stateOf: (seq: number) => LinkState | undefined;
};

/** Reads a job's stored events and computes their hashes anew, here in the browser. */
export function useRecordCheck(jobId: string): RecordChecker {
  const [checking, setChecking] = useState<Checking>({ kind: "idle" });
  const check = useCallback(() => {
    setChecking({ kind: "running", read: 0 });
    run(jobId, (read) => setChecking({ kind: "running", read })).then(
      ({ record, found }) => setChecking({ kind: "done", record, found, at: new Date().toISOString() }),
      (err: Error) => setChecking({ kind: "failed", message: err.message }),
    );
  }, [jobId]);
  const states = useMemo(
    () => new Map(checking.kind === "done" ? checking.found.links.map(({ seq, state }) => [seq, state]) : []),
    [checking],
  );
  const stateOf = useCallback((seq: number) => states.get(seq), [states]);
  return { checking, check, stateOf };
}

async function run(jobId: string, onRead: (events: number) => void) {
  // Browsers give their cryptography to pages on https and loopback only.
  if (!globalThis.crypto?.subtle)
    throw new Error("This browser computes hashes only for pages on https or on this machine itself.");
  const { checkRecord } = await import("../../view/verify-record.ts");
  const record = await readRecord(jobId, onRead);
  return { record, found: await checkRecord(record, sha256) };
}

/** All pages of it, as one. */
async function readRecord(jobId: string, onRead: (events: number) => void): Promise<JobRecord> {
  const path = `/api/jobs/${jobId}/record`;
  const record = await readWire("jobRecordSchema", await fetchText(path));
  for (let { next } = record; next !== undefined; ) {
    onRead(record.events.length);
    const page = await readWire("jobRecordSchema", await fetchText(`${path}?from=${next}`));
    record.events.push(...page.events);
    next = page.next;
  }
  return record;
}

async function sha256(text: string): Promise<string> {
  const bytes = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return [...new Uint8Array(bytes)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
