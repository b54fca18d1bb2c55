"use client";

import type { JobSummary } from "@baton/contracts";
import { Ellipsis } from "lucide-react";
import type { Route } from "next";
import { useMemo } from "react";
import { Permitted, useMay } from "../../access/caller-context.tsx";
import { JobLink } from "../../components/job-link.tsx";
import { RelativeTime } from "../../components/times.tsx";
import { Button } from "../../ui/button.tsx";
import type { DataColumn } from "../../ui/data-table/data-column.ts";
import { DataTable } from "../../ui/data-table/data-table.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { ErrorNotice } from "../../ui/error-notice.tsx";
import { IconButton } from "../../ui/icon-button.tsx";
import { Menu } from "../../ui/menu.tsx";
import { Skeleton } from "../../ui/skeleton.tsx";
import { groupJobsPath } from "./dead-letter-filter.ts";
import type { GroupPanelProps } from "./group-panel.tsx";
import { useGroupJobs } from "./use-group-jobs.ts";

type RowActions = Pick<GroupPanelProps, "onReplay" | "onDiscard" | "onChangePayload">;

const rowId = (job: JobSummary) => job.jobId;
const rowHref = (job: JobSummary) => `/jobs/${job.jobId}` as Route;
const rowLabel = (job: JobSummary) => job.name;

/** The jobs of one group, newest first. */
export function GroupJobs(props: GroupPanelProps) {
  const { group, filter, selected, onSelect } = props;
  const { jobs, more, error } = useGroupJobs(groupJobsPath(group, filter));
  const columns = useColumns(props);
  const mayOperate = useMay("operate");
  if (jobs === undefined) return <Skeleton label="Loading: the jobs of this group" />;
  if (error && jobs.length === 0)
    return <ErrorNotice>The jobs could not be read. {error.message} Trying again…</ErrorNotice>;
  return (
    <div className="border-line border-t bg-sunken p-3">
      <DataTable
        id="dead-letters"
        label={`Dead letters of type ${group.type}: ${group.error}`}
        columns={columns}
        rows={jobs}
        rowId={rowId}
        rowHref={rowHref}
        {...(mayOperate ? { selection: { selected, onChange: onSelect, label: rowLabel } } : {})}
        more={more}
        chooseColumns={false}
        height="max-h-112"
        empty={<EmptyState title="None left">They were replayed or discarded meanwhile.</EmptyState>}
      />
    </div>
  );
}

function useColumns({ onReplay, onDiscard, onChangePayload }: RowActions): DataColumn<JobSummary>[] {
  return useMemo(
    () => [
      { id: "job", header: "Job", cell: ({ name }) => <bdi>{name}</bdi>, narrow: "title", fixed: true },
      { id: "state", header: "Replayed", cell: (job) => <Replayed job={job} />, width: "w-40", narrow: "corner" },
      { id: "key", header: "Lock key", cell: ({ lockKey }) => <bdi>{lockKey}</bdi>, width: "w-36", from: "md" },
      { id: "tenant", header: "Tenant", cell: ({ tenantId }) => tenantId, width: "w-28", from: "xl" },
      { id: "attempts", header: "Attempts", cell: ({ attempts }) => attempts, width: "w-24", align: "end", from: "lg" },
      { id: "at", header: "Dead since", cell: (job) => <DeadSince job={job} />, width: "w-28", align: "end" },
      {
        id: "actions",
        header: "Actions",
        cell: (job) => (
          <Permitted to="operate">
            <RowButtons job={job} actions={{ onReplay, onDiscard, onChangePayload }} />
          </Permitted>
        ),
        width: "w-36",
        align: "end",
        narrow: "below",
        fixed: true,
      },
    ],
    [onReplay, onDiscard, onChangePayload],
  );
}

function Replayed({ job: { replayedBy } }: { job: JobSummary }) {
  if (replayedBy === undefined) return <span className="text-ink-faint">–</span>;
  return <JobLink jobId={replayedBy}>Replayed</JobLink>;
}

function DeadSince({ job: { endedAt, createdAt } }: { job: JobSummary }) {
  return <RelativeTime iso={endedAt ?? createdAt} />;
}

function RowButtons({ job, actions }: { job: JobSummary; actions: RowActions }) {
  return (
    <span className="inline-flex items-center gap-1">
      <Button size="small" onClick={() => void actions.onReplay(job)}>
        Replay
      </Button>
      <Menu
        trigger={<IconButton size="small" label={`More for ${job.name}`} icon={<Ellipsis aria-hidden="true" />} />}
        items={[
          { label: "Replay with changes…", onSelect: () => actions.onChangePayload(job) },
          { label: "Use for a new job", href: `/submit?from=${job.jobId}` as Route },
          { label: "Discard…", danger: true, separated: true, onSelect: () => void actions.onDiscard(job) },
        ]}
      />
    </span>
  );
}
