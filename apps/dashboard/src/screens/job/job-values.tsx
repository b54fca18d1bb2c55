"use client";

import type { JobError, JobView } from "@baton/contracts";
import { JsonView } from "../../components/json-view.tsx";
import { ScrollArea } from "../../components/scroll-area.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { FocusableTime } from "../../ui/focusable-time.tsx";
import { Panel } from "../../ui/panel.tsx";

/** What went in, and what came of it. */
export function JobValues({ job }: { job: JobView }) {
  return (
    <>
      {job.error ? <ErrorPanel error={job.error} /> : null}
      <ResultPanel job={job} />
      <Panel title="Payload">
        <JsonView value={job.payload} label="Payload" />
      </Panel>
    </>
  );
}

function ResultPanel({ job: { result, resultExpired, resultExpiresAt } }: { job: JobView }) {
  if (resultExpired) {
    return (
      <Panel title="Result">
        <EmptyState title="The result has expired">
          {resultExpiresAt ? (
            <>
              Its time was over <FocusableTime iso={resultExpiresAt} />.
            </>
          ) : null}
        </EmptyState>
      </Panel>
    );
  }
  if (result === undefined) return null;
  return (
    <Panel
      title="Result"
      aside={
        resultExpiresAt ? (
          <>
            kept until <FocusableTime iso={resultExpiresAt} />
          </>
        ) : undefined
      }
    >
      <JsonView value={result} label="Result" />
    </Panel>
  );
}

function ErrorPanel({ error }: { error: JobError }) {
  return (
    <Panel title="Error">
      <div className="px-4 py-3 text-sm">
        <p className="wrap-anywhere text-bad">
          <span className="font-medium">{error.name}:</span> {error.message}
        </p>
        {error.stack ? (
          <details className="mt-2 text-xs">
            <summary className="w-fit cursor-pointer text-ink-soft hover:text-ink">Stack</summary>
            <ScrollArea label="Stack" className="mt-1 max-h-64 rounded-lg bg-sunken px-3 py-2">
              <pre className="font-mono leading-relaxed">{error.stack}</pre>
            </ScrollArea>
          </details>
        ) : null}
      </div>
    </Panel>
  );
}
