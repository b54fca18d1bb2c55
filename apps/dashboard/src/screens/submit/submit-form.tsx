"use client";

import type { JobType, JobView } from "@baton/contracts";
import { type KeyboardEvent, useCallback, useMemo, useRef, useState } from "react";
import { useCommands } from "../../commands/command-context.ts";
import { JobLink } from "../../components/job-link.tsx";
import { Panel } from "../../ui/panel.tsx";
import { payloadIssuesOf } from "./issue-text.ts";
import { emptyDraft, type JobDraft } from "./job-draft.ts";
import { JobSettings } from "./job-settings.tsx";
import { type PayloadDraft, PayloadEditor, payloadDraft } from "./payload/payload-editor.tsx";
import { SendPanel } from "./send-panel.tsx";
import { SentPanel } from "./sent-panel.tsx";
import { TypeChoice } from "./type-choice.tsx";
import { useSubmission } from "./use-submission.ts";

export type SubmitFormProps = {
  types: readonly JobType[];
  /** Why the types may have changed meanwhile: they could not be read again. */
  outdated: string | undefined;
  initial: JobDraft;
  /** The job that it was taken from. */
  from: JobView | undefined;
};

export function SubmitForm({ types, outdated, initial, from }: SubmitFormProps) {
  const [draft, setDraft] = useState(initial);
  const form = useRef<HTMLFormElement>(null);
  const chosen = types.find(({ type }) => type === draft.type);
  const { state, submit, reset } = useSubmission(draft, chosen?.inputSchema);
  const changeType = useTypeChange(setDraft);
  const change = useCallback((next: Partial<JobDraft>) => setDraft((before) => ({ ...before, ...next })), []);
  const changePayload = useCallback(
    (next: (payload: PayloadDraft) => PayloadDraft) =>
      setDraft((before) => {
        const payload = next(before.payload);
        return payload === before.payload ? before : { ...before, payload };
      }),
    [],
  );
  const commands = useMemo(
    () => [{ id: "submit-job", label: "Submit this job", group: "New job", run: () => form.current?.requestSubmit() }],
    [],
  );
  useCommands(commands);

  if (state.kind === "sent") {
    const another = () => {
      setDraft(emptyDraft(draft.type));
      reset();
    };
    return (
      <SentPanel answer={state.answer} name={draft.name.trim() || draft.type} onAnother={another} onSame={reset} />
    );
  }
  const issues = state.kind === "refused" ? state.issues : [];
  const errorOf = (path: string) => issues.find((issue) => issue.path === path)?.message;
  return (
    <form
      ref={form}
      noValidate
      aria-label="New job"
      onKeyDown={submitByKeys}
      onSubmit={(event) => {
        event.preventDefault();
        if (state.kind !== "sending") void submit();
      }}
      className="grid grid-cols-[minmax(0,1fr)] items-start gap-6 xl:grid-cols-[minmax(0,3fr)_minmax(0,2fr)]"
    >
      <div className="space-y-6">
        {from ? (
          <p className="text-ink-soft text-sm">
            Filled in from <JobLink jobId={from.jobId}>{from.name}</JobLink>. It becomes a new job.
          </p>
        ) : null}
        <Panel title="Job type">
          <TypeChoice
            types={types}
            type={draft.type}
            outdated={outdated}
            error={errorOf("type")}
            onChange={(type) => changeType(draft, type)}
          />
        </Panel>
        <Panel title="Payload">
          <div className="p-4">
            <PayloadEditor
              key={draft.type}
              schema={chosen?.inputSchema}
              draft={draft.payload}
              onChange={changePayload}
              issues={payloadIssuesOf(issues)}
            />
          </div>
        </Panel>
        <Panel title="How it runs" aside="all optional">
          <JobSettings draft={draft} type={chosen} onChange={change} errorOf={errorOf} />
        </Panel>
      </div>
      <div className="xl:sticky xl:top-6">
        <SendPanel draft={draft} state={state} />
      </div>
    </form>
  );
}

/** Another type has another payload; what was written for the one before is kept for when it is chosen again. */
function useTypeChange(setDraft: (change: (before: JobDraft) => JobDraft) => void) {
  const kept = useRef(new Map<string, PayloadDraft>());
  return (draft: JobDraft, type: string) => {
    // What is no JSON in one of its fields goes with the field.
    kept.current.set(draft.type, { ...draft.payload, broken: [] });
    const payload = kept.current.get(type) ?? payloadDraft();
    setDraft((before) => ({ ...before, type, payload }));
  };
}

function submitByKeys(event: KeyboardEvent<HTMLFormElement>): void {
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
  event.preventDefault();
  event.currentTarget.requestSubmit();
}
