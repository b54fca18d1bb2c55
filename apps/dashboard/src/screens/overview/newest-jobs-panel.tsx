import type { JobSummary } from "@baton/contracts";
import Link from "next/link";
import { JobTable } from "../../components/job-table.tsx";
import { LoadState } from "../../components/load-state.tsx";
import type { Loaded } from "../../live/use-live-resource.ts";
import { Panel } from "../../ui/panel.tsx";
import { asOf } from "./as-of.ts";

const shown = 10;

export function NewestJobsPanel({ loaded }: { loaded: Loaded<JobSummary[]> }) {
  return (
    <Panel title="Newest jobs" aside={asOf(loaded, () => "newest first")}>
      <LoadState loaded={loaded} what="Jobs" />
      {loaded.data ? (
        <>
          <JobTable jobs={loaded.data.slice(0, shown)} />
          <p className="border-line border-t px-4 py-2.5 text-sm">
            <Link href="/jobs" prefetch={false} className="font-medium text-accent hover:underline">
              All jobs
            </Link>
          </p>
        </>
      ) : null}
    </Panel>
  );
}
