"use client";

import { useCaller, useMay } from "../../access/caller-context.tsx";
import { LoadState } from "../../components/load-state.tsx";
import { usePolled } from "../../live/use-polled.ts";
import { ButtonLink } from "../../ui/button-link.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { PageHeader } from "../../ui/page-header.tsx";
import { Panel } from "../../ui/panel.tsx";
import { usualTenant } from "../../view/tenants-text.ts";
import { draftOf, emptyDraft, type JobDraft } from "./job-draft.ts";
import { SubmitForm } from "./submit-form.tsx";

export type SubmitPageProps = {
  /** `GET /api/types`, as the server rendered it. */
  types: string | undefined;
  /** The job that is to be submitted once more: its id, and its detail as the server rendered it. */
  from: { jobId: string; job: string | undefined } | undefined;
  /** The type that the address asks for. */
  type: string | undefined;
};

const typesRefreshMs = 10_000;
/** What is taken from a job does not change any more. */
const never = 24 * 3_600_000;

/** A new job: from nothing, or from another one. */
export function SubmitPage({ types, from, type }: SubmitPageProps) {
  const known = usePolled("/api/types", "jobTypeListSchema", { initial: types, refreshMs: typesRefreshMs });
  const source = usePolled(from ? `/api/jobs/${from.jobId}` : null, "jobDetailSchema", {
    initial: from?.job,
    refreshMs: never,
  });
  const isReady = known.data !== undefined && (from === undefined || source.data !== undefined);
  const tenant = usualTenant(useCaller().tenants);
  if (!useMay("submit"))
    return (
      <>
        <PageHeader title="New job" />
        <EmptyState title="You may not submit jobs">Ask an admin for the role of an operator.</EmptyState>
      </>
    );
  return (
    <>
      <PageHeader title="New job" description="Choose a type, fill in what it needs, and send it." />
      {isReady && known.data ? (
        <SubmitForm
          key={from?.jobId}
          types={known.data.types}
          outdated={known.error?.message}
          initial={source.data ? draftOf(source.data.job) : ownDraft(type ?? known.data.types[0]?.type ?? "", tenant)}
          from={source.data?.job}
        />
      ) : (
        <Panel title="New job">
          <LoadState loaded={known} what="Job types" />
          {from && known.data ? (
            <>
              <LoadState loaded={source} what="The job to submit again" />
              <p className="px-4 pb-4">
                <ButtonLink href="/submit">Begin with an empty form</ButtonLink>
              </p>
            </>
          ) : null}
        </Panel>
      )}
    </>
  );
}

/** Whoever does not see the usual tenant submits for one of theirs. */
function ownDraft(type: string, tenantId: string): JobDraft {
  return { ...emptyDraft(type), ...(tenantId === "default" ? {} : { tenantId }) };
}
