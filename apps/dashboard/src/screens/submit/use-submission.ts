"use client";

import { type Json, newJobId, type Problem, type SubmitResponse, type ValidationIssue } from "@baton/contracts";
import { useEffect, useEffectEvent, useRef, useState } from "react";
import { ApiError, sendAction } from "../../live/api-client.ts";
import { readWire } from "../../live/wire.ts";
import { plainIssue } from "./issue-text.ts";
import { bodyText, type JobDraft } from "./job-draft.ts";

export type SubmissionState =
  | { kind: "writing" }
  | { kind: "sending" }
  /** `message`: what is not the matter of one field. */
  | { kind: "refused"; issues: readonly ValidationIssue[]; message: string | undefined }
  | { kind: "sent"; answer: SubmitResponse };

/**
 * Checks and sends a job. Until something in it is changed, sending it again is the same submission: its answer may
 * have been lost. @param schema of its type.
 */
export function useSubmission(draft: JobDraft, schema: Json | undefined) {
  const [state, setState] = useState<SubmissionState>({ kind: "writing" });
  const sent = useRef({ body: "", jobId: "" });

  // What has been mended is wrong no more, and what was refused by the server may be taken now.
  const recheck = useEffectEvent(async () => {
    if (state.kind !== "refused") return;
    const issues = await issuesOf(draft, schema);
    setState((now) => (now.kind === "refused" ? refused(issues) : now));
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: each change of them is looked at
  useEffect(() => void recheck(), [draft, schema]);

  const submit = async () => {
    setState({ kind: "sending" });
    const issues = await issuesOf(draft, schema);
    if (issues.length > 0) return setState(refused(issues));
    const body = bodyText(draft) ?? "";
    if (sent.current.body !== body) sent.current = { body, jobId: newJobId() };
    setState(await send(draft, sent.current.jobId));
  };
  const reset = () => {
    sent.current = { body: "", jobId: "" };
    setState({ kind: "writing" });
  };
  return { state, submit, reset };
}

async function issuesOf(draft: JobDraft, schema: Json | undefined): Promise<ValidationIssue[]> {
  const { draftIssues } = await import("./draft-check.ts");
  return draftIssues(draft, schema);
}

function refused(issues: readonly ValidationIssue[], message?: string): SubmissionState {
  return { kind: "refused", issues, message };
}

async function send(draft: JobDraft, jobId: string): Promise<SubmissionState> {
  const key = draft.idempotencyKey.trim();
  // With a key of the user's own, that is what tells a repetition.
  const body = bodyText(draft, key === "" ? { jobId } : {}) ?? "";
  const headers = key === "" ? undefined : { "Idempotency-Key": key };
  try {
    const answer = await readWire("submitResponseSchema", await sendAction({ path: "/api/jobs", body, headers }));
    return { kind: "sent", answer };
  } catch (err) {
    if (!(err instanceof ApiError)) throw err;
    return refusedBy(err.problem, err.message);
  }
}

const keyProblems = new Set(["idempotency-key-taken", "invalid-idempotency-key"]);

function refusedBy(problem: Problem | undefined, message: string): SubmissionState {
  if (problem && keyProblems.has(problem.code)) {
    const [why] = problem.errors ?? [];
    const text = why?.message ?? "This key was used before for another job.";
    return refused([{ path: "idempotencyKey", message: text }], problem.detail);
  }
  const issues = (problem?.errors ?? []).map(plainIssue);
  return refused(issues, issues.length > 0 ? undefined : message);
}
