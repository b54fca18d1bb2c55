"use client";

import dynamic from "next/dynamic";
import { parseAsString, useQueryState } from "nuqs";
import { useMemo } from "react";
import { useMay } from "../../access/caller-context.tsx";
import { useCommands } from "../../commands/command-context.ts";
import type { UserCommand } from "../../commands/command-registry.ts";
import { LoadBox } from "../../components/load-box.tsx";
import { OutdatedNotice } from "../../components/outdated-notice.tsx";
import { holdsResource } from "../../live/holds-resource.ts";
import { useLiveResource } from "../../live/use-live-resource.ts";
import { usePolled } from "../../live/use-polled.ts";
import { DataTable } from "../../ui/data-table/data-table.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { PageHeader } from "../../ui/page-header.tsx";
import { useDrain, workersPath } from "./use-drain.ts";
import { goneColumns, workerColumns, workerHref, workerId } from "./worker-columns.tsx";
import { type WorkerRow, workerRows } from "./worker-row.ts";
import { WorkerTiles } from "./worker-tiles.tsx";

const WorkerDialog = dynamic(() => import("./worker-dialog.tsx").then(({ WorkerDialog }) => WorkerDialog), {
  ssr: false,
});

/** Workers write themselves down every five seconds. */
const beatMs = 5000;

/** The texts are the server's first answers, if it had them in time. */
export function WorkersPage({ workers, holds }: { workers: string | undefined; holds: string | undefined }) {
  const loaded = usePolled(workersPath, "workerListSchema", { initial: workers, refreshMs: beatMs });
  const { data: held } = useLiveResource(holdsResource, holds);
  const read = useMemo(() => loaded.data && { ...loaded.data, readAt: Date.now() }, [loaded.data]);
  const rows = useMemo(() => (read ? workerRows(read.workers, held, read.readAt) : []), [read, held]);
  return (
    <>
      <PageHeader title="Workers" description="Who runs jobs, how busy they are, and who has gone." />
      <OutdatedNotice loaded={loaded} what="The list of workers" />
      <LoadBox loaded={loaded} what="Workers" />
      {loaded.data ? <Workers rows={rows} /> : null}
    </>
  );
}

function Workers({ rows }: { rows: readonly WorkerRow[] }) {
  const present = useMemo(() => rows.filter(({ state }) => state !== "gone"), [rows]);
  const gone = useMemo(() => rows.filter(({ state }) => state === "gone").toSorted(lastSeenFirst), [rows]);
  const [opened, setOpened] = useQueryState("worker", parseAsString);
  const worker = rows.find((row) => row.workerId === opened);
  useCommands(useDrainCommands(present));
  return (
    <>
      <WorkerTiles rows={rows} />
      <DataTable
        id="workers"
        label="Workers that are there"
        columns={workerColumns}
        rows={present}
        rowId={workerId}
        rowHref={workerHref}
        empty={
          <EmptyState title={gone.length > 0 ? "No worker is left" : "No workers"}>
            Start one with <code className="font-mono">npm run processor</code>; it appears here within seconds. Until
            then jobs are accepted and wait.
          </EmptyState>
        }
      />
      {gone.length > 0 ? (
        <section aria-labelledby="gone-workers" className="space-y-3">
          <div>
            <h2 id="gone-workers" className="font-semibold text-base">
              Gone
            </h2>
            <p className="text-ink-soft text-sm">
              They fell silent without a word; a worker that is stopped in order leaves the list. After a day they are
              forgotten.
            </p>
          </div>
          <DataTable
            id="gone-workers"
            label="Workers that have gone"
            columns={goneColumns}
            rows={gone}
            rowId={workerId}
            rowHref={workerHref}
            chooseColumns={false}
            empty={null}
          />
        </section>
      ) : null}
      {worker ? <WorkerDialog worker={worker} onClose={() => void setOpened(null)} /> : null}
    </>
  );
}

const commandsFor = 20;

function useDrainCommands(present: readonly WorkerRow[]): readonly UserCommand[] {
  const { drain, resume } = useDrain();
  const mayOperate = useMay("operate");
  return useMemo(
    () =>
      (mayOperate ? present : []).slice(0, commandsFor).map(({ workerId: name, desired, external }) => ({
        id: `drain ${name}`,
        label: desired === "draining" ? `Undo drain of ${name}` : `Drain ${name}`,
        group: "Workers",
        run: () => (desired === "draining" ? resume(name) : void drain(name, external)),
      })),
    [present, drain, resume, mayOperate],
  );
}

function lastSeenFirst(one: WorkerRow, other: WorkerRow): number {
  return one.beatAt < other.beatAt ? 1 : -1;
}
