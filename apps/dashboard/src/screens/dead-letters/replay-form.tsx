"use client";

import type { JobSummary, Json, ValidationIssue } from "@baton/contracts";
import { useState } from "react";
import { JsonView } from "../../components/json-view.tsx";
import { LoadState } from "../../components/load-state.tsx";
import type { ActionResult } from "../../live/perform-action.ts";
import { usePolled } from "../../live/use-polled.ts";
import { ReasonField, useReason } from "../../ui/reason-field.tsx";
import { payloadIssuesOf } from "../submit/issue-text.ts";
import { readJsonText } from "../submit/payload/json-value.ts";
import { PayloadEditor, payloadDraft } from "../submit/payload/payload-editor.tsx";
import { type PayloadChange, payloadChanges } from "./payload-changes.ts";

export type ReplayFormProps = {
  job: JobSummary;
  /** Of the form, for the dialog's button. */
  formId: string;
  onReplay: (job: JobSummary, body: object) => Promise<ActionResult>;
  onDone: () => void;
};

const never = 24 * 3_600_000;

export function ReplayForm(props: ReplayFormProps) {
  const detail = usePolled(`/api/jobs/${props.job.jobId}`, "jobDetailSchema", { refreshMs: never });
  const types = usePolled("/api/types", "jobTypeListSchema");
  const schema = types.data?.types.find(({ type }) => type === props.job.type)?.inputSchema;
  // Without the types there is no schema, and the payload is written as JSON.
  const isReady = types.data !== undefined || types.error !== undefined;
  if (!detail.data || !isReady) return <LoadState loaded={detail} what="The payload" />;
  return <ReplayFields {...props} before={detail.data.job.payload} schema={schema} />;
}

function ReplayFields(props: ReplayFormProps & { before: Json; schema: Json | undefined }) {
  const { job, formId, onReplay, onDone, before, schema } = props;
  const [draft, setDraft] = useState(() => payloadDraft(before));
  const reason = useReason({ required: false });
  const [issues, setIssues] = useState<ValidationIssue[]>([]);
  const read = readJsonText(draft.text);
  const send = async () => {
    const { draftPayloadIssues } = await import("../submit/draft-check.ts");
    const found = draftPayloadIssues(draft, schema);
    setIssues(payloadIssuesOf(found));
    if (found.length > 0 || read.kind === "broken") return;
    const result = await onReplay(job, { payload: read.value, reason: reason.given });
    if (result.kind !== "failed") return onDone();
    setIssues([{ path: "", message: result.message }, ...(result.problem?.errors ?? [])]);
  };
  return (
    <form
      id={formId}
      noValidate
      className="space-y-5"
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
    >
      <PayloadEditor schema={schema} draft={draft} onChange={setDraft} issues={issues} />
      <ReasonField reason={reason} />
      {read.kind === "json" ? <Changes changes={payloadChanges(before, read.value)} /> : null}
      <details className="text-sm">
        <summary className="w-fit cursor-pointer text-accent">The payload before</summary>
        <div className="mt-2 rounded-lg border border-line">
          <JsonView value={before} label="The payload before" />
        </div>
      </details>
    </form>
  );
}

function Changes({ changes }: { changes: PayloadChange[] }) {
  return (
    <section aria-label="Changes" aria-live="polite">
      <h3 className="mb-1 font-medium text-sm">Changes</h3>
      {changes.length === 0 ? (
        <p className="text-ink-faint text-sm">None yet: as it is, it is replayed with the payload that it had.</p>
      ) : (
        <table className="w-full table-fixed text-left text-xs">
          <thead className="border-line border-b text-ink-faint">
            <tr>
              <th scope="col" className="w-1/4 py-1 pr-3 font-medium">
                Field
              </th>
              <th scope="col" className="py-1 pr-3 font-medium">
                Before
              </th>
              <th scope="col" className="py-1 font-medium">
                After
              </th>
            </tr>
          </thead>
          <tbody className="divide-y divide-line">
            {changes.map(({ path, before, after }) => (
              <tr key={path} className="align-top">
                <th scope="row" className="wrap-anywhere py-1.5 pr-3 font-medium">
                  {path === "" ? "The whole" : path}
                </th>
                <Side value={before} missing="not there" className="pr-3 text-bad" />
                <Side value={after} missing="taken out" className="text-good" />
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}

function Side({ value, missing, className }: { value: Json | undefined; missing: string; className: string }) {
  return (
    <td className={`wrap-anywhere whitespace-pre-wrap py-1.5 font-mono ${className}`}>
      {value === undefined ? (
        <span className="font-sans text-ink-faint">{missing}</span>
      ) : (
        JSON.stringify(value, undefined, 1)
      )}
    </td>
  );
}
