"use client";

import type { DeadLetterGroup, JobSummary } from "@baton/contracts";
import { ChevronRight } from "lucide-react";
import dynamic from "next/dynamic";
import { useId, useState } from "react";
import { Permitted } from "../../access/caller-context.tsx";
import { RelativeTime } from "../../components/times.tsx";
import { Button } from "../../ui/button.tsx";
import type { RowSelection } from "../../ui/data-table/data-table.tsx";
import { Skeleton } from "../../ui/skeleton.tsx";
import { jobsText } from "../../view/jobs-text.ts";
import type { PageFilter } from "./dead-letter-filter.ts";
import type { DeadLetterAction } from "./use-bulk-order.ts";

export type GroupPanelProps = {
  group: DeadLetterGroup;
  filter: PageFilter;
  selected: RowSelection;
  onSelect: (selected: RowSelection) => void;
  onReplay: (job: JobSummary) => Promise<void>;
  onDiscard: (job: JobSummary) => Promise<void>;
  onChangePayload: (job: JobSummary) => void;
  onOrder: (action: DeadLetterAction, total: number) => void;
  /** Another order is under way. */
  busy: boolean;
};

const GroupJobs = dynamic(() => import("./group-jobs.tsx").then((module) => module.GroupJobs), {
  ssr: false,
  loading: () => <Skeleton label="Loading: the jobs of this group" />,
});

const unknownError = "Error not known: the job was recorded by an earlier version";

/** Jobs that ended alike: what went wrong, how often, and, opened, each of them. */
export function GroupPanel(props: GroupPanelProps) {
  const { group, onOrder, busy } = props;
  const { type, error, count, replayed } = group;
  const [open, setOpen] = useState(false);
  const [headingId, jobsId] = [useId(), useId()];
  return (
    <section aria-labelledby={headingId} className="overflow-hidden rounded-xl border border-line bg-surface shadow-xs">
      <div className="flex flex-wrap items-start justify-between gap-x-6 gap-y-3 px-4 py-3">
        <div className="min-w-0 flex-1 basis-72">
          <h2 id={headingId} className="wrap-anywhere line-clamp-3 font-medium text-bad text-sm">
            {error === "" ? unknownError : error}
          </h2>
          <p className="mt-1 text-ink-soft text-xs leading-5">
            <span className="font-medium text-ink">{type}</span> · {jobsText(count)}
            {replayed > 0 ? ` · ${replayed === count ? "all" : replayed.toLocaleString("en")} replayed` : null} ·{" "}
            <Span group={group} />
          </p>
        </div>
        <div className="flex flex-wrap gap-1.5 sm:gap-2">
          <Button
            size="small"
            className="max-sm:px-2"
            aria-expanded={open}
            aria-controls={jobsId}
            onClick={() => setOpen(!open)}
          >
            <ChevronRight aria-hidden="true" className={open ? "rotate-90" : ""} />
            {open ? "Hide jobs" : "Show jobs"}
          </Button>
          <Permitted to="operate">
            <Button
              size="small"
              className="max-sm:px-2"
              disabled={busy || replayed === count}
              onClick={() => onOrder("replay", count - replayed)}
            >
              Replay group
            </Button>
            <Button size="small" className="max-sm:px-2" disabled={busy} onClick={() => onOrder("discard", count)}>
              Discard group
            </Button>
          </Permitted>
        </div>
      </div>
      <div id={jobsId}>{open ? <GroupJobs {...props} /> : null}</div>
    </section>
  );
}

function Span({ group: { count, firstAt, lastAt } }: { group: DeadLetterGroup }) {
  if (count === 1) return <RelativeTime iso={lastAt} />;
  return (
    <>
      last <RelativeTime iso={lastAt} />, first <RelativeTime iso={firstAt} />
    </>
  );
}
