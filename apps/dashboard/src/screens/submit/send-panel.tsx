"use client";

import { useBrowserText } from "../../components/clock.ts";
import { CopyButton } from "../../components/copy-button.tsx";
import { MessageText } from "../../components/message-text.tsx";
import { ScrollArea } from "../../components/scroll-area.tsx";
import { Button } from "../../ui/button.tsx";
import { Kbd } from "../../ui/kbd.tsx";
import { Panel } from "../../ui/panel.tsx";
import { curlText } from "./curl-text.ts";
import { bodyText, type JobDraft } from "./job-draft.ts";
import type { SubmissionState } from "./use-submission.ts";

/** The button, what stands in its way, and how a program would send the same. */
export function SendPanel({ draft, state }: { draft: JobDraft; state: SubmissionState }) {
  const isSending = state.kind === "sending";
  return (
    <Panel title="Send">
      <div className="space-y-4 p-4">
        <div className="flex flex-wrap items-center gap-3">
          <Button type="submit" variant="primary" busy={isSending}>
            {isSending ? "Submitting…" : "Submit job"}
          </Button>
          <span className="text-ink-faint text-xs pointer-coarse:hidden">
            <Kbd>Ctrl</Kbd> <Kbd>Enter</Kbd>
          </span>
        </div>
        <div role="alert" className="empty:hidden">
          {state.kind === "refused" ? <Refusal state={state} /> : null}
        </div>
        <Curl draft={draft} />
      </div>
    </Panel>
  );
}

function Refusal({ state: { issues, message } }: { state: Extract<SubmissionState, { kind: "refused" }> }) {
  if (issues.length === 0 && message === undefined) return null;
  const fields = issues.length === 1 ? "One field needs a look" : `${issues.length} fields need a look`;
  return (
    <div className="wrap-anywhere rounded-lg bg-bad-soft px-3 py-2 text-bad text-sm">
      <p>
        Not submitted. {message === undefined ? null : <MessageText message={message} />}
        {issues.length > 0 ? ` ${fields}:` : null}
      </p>
      {issues.length > 0 ? (
        <ul className="mt-1 list-disc pl-5 text-xs">
          {issues.map(({ path, message: what }) => (
            <li key={`${path} ${what}`}>
              <span className="font-medium">{path}</span>: {what}
            </li>
          ))}
        </ul>
      ) : null}
    </div>
  );
}

/** The same submission as a command. */
function Curl({ draft }: { draft: JobDraft }) {
  const origin = useBrowserText(
    () => location.origin,
    () => "http://127.0.0.1:3000",
  );
  const body = bodyText(draft, { indent: 2 });
  const text = body === undefined ? undefined : curlText(origin, body, draft.idempotencyKey.trim());
  return (
    <div>
      <div className="mb-1 flex items-center justify-between gap-2">
        <h3 className="font-medium text-sm">As a command</h3>
        {text === undefined ? null : <CopyButton text={text} label="Copy the curl command" />}
      </div>
      {text === undefined ? (
        <p className="text-ink-faint text-xs">The payload is not JSON yet.</p>
      ) : (
        <ScrollArea label="The same submission with curl" className="max-h-96 rounded-lg bg-sunken px-3 py-2">
          <pre className="font-mono text-xs leading-relaxed">{text}</pre>
        </ScrollArea>
      )}
    </div>
  );
}
