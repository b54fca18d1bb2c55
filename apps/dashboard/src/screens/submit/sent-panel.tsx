"use client";

import type { SubmitResponse } from "@baton/contracts";
import type { Route } from "next";
import { useEffect, useRef } from "react";
import { CopyButton } from "../../components/copy-button.tsx";
import { JobLink } from "../../components/job-link.tsx";
import { MessageText } from "../../components/message-text.tsx";
import { JobBadge } from "../../components/status-badge.tsx";
import { usePolled } from "../../live/use-polled.ts";
import { Button } from "../../ui/button.tsx";
import { ButtonLink } from "../../ui/button-link.tsx";
import { Panel } from "../../ui/panel.tsx";

export type SentPanelProps = {
  answer: SubmitResponse;
  name: string;
  onAnother: () => void;
  /** Back to what was sent, to change it and send that. */
  onSame: () => void;
};

/** What became of a submission: the job, live, and what to do next. */
export function SentPanel({ answer, name, onAnother, onSame }: SentPanelProps) {
  const { jobId, duplicateOf } = answer;
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  return (
    <Panel title={duplicateOf === undefined ? "Submitted" : "Nothing new was submitted"}>
      <div className="space-y-4 p-4 sm:p-6">
        <h3 ref={heading} tabIndex={-1} className="wrap-anywhere text-base outline-none">
          {duplicateOf === undefined ? (
            <>
              <JobLink jobId={jobId}>{name}</JobLink> is on its way.
            </>
          ) : (
            <>
              This Idempotency-Key was used before, for the same: it stands for{" "}
              <JobLink jobId={jobId}>this job</JobLink>.
            </>
          )}
        </h3>
        <p className="flex flex-wrap items-center gap-2 text-sm">
          <span className="break-all font-mono text-xs">{jobId}</span>
          <CopyButton text={jobId} label="Copy the job id" />
        </p>
        <JobNow answer={answer} />
        <div className="flex flex-wrap gap-2">
          <ButtonLink href={`/jobs/${jobId}` as Route} variant="primary">
            Open the job
          </ButtonLink>
          <Button onClick={onAnother}>Submit another</Button>
          <Button onClick={onSame}>Change it and send again</Button>
        </div>
      </div>
    </Panel>
  );
}

function JobNow({ answer: { jobId, status } }: { answer: SubmitResponse }) {
  const { data } = usePolled(`/api/jobs/${jobId}`, "jobDetailSchema", {
    outdatedBy: (events) => events.some((event) => event.jobId === jobId),
  });
  return (
    <p role="status" className="flex min-h-6 flex-wrap items-center gap-2 text-ink-soft text-sm">
      <JobBadge status={data?.job.status ?? status} />
      <span className="wrap-anywhere min-w-0">{data ? <MessageText message={data.job.message} /> : null}</span>
    </p>
  );
}
