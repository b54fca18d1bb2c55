import type { Route } from "next";
import { RelativeTime } from "../../components/times.tsx";
import type { DataColumn } from "../../ui/data-table/data-column.ts";
import { ToneBadge } from "../../ui/tone-badge.tsx";
import { clockText, isClockOff } from "./clock-text.ts";
import { Heartbeat } from "./heartbeat.tsx";
import { SlotsMeter } from "./slots-meter.tsx";
import { WorkerActions } from "./worker-actions.tsx";
import { WorkerBadge } from "./worker-badge.tsx";
import { WorkerHolds } from "./worker-holds.tsx";
import type { WorkerRow } from "./worker-row.ts";

const heldInRow = 4;
const typesInRow = 3;

export function workerId(worker: WorkerRow): string {
  return worker.workerId;
}

/** The page with this worker's details open. */
export function workerHref(worker: WorkerRow): Route {
  return `/workers?worker=${encodeURIComponent(worker.workerId)}` as Route;
}

const name: DataColumn<WorkerRow> = {
  id: "worker",
  header: "Worker",
  cell: (worker) => <bdi>{worker.workerId}</bdi>,
  sortBy: workerId,
  fixed: true,
  width: "w-44",
  narrow: "title",
};

const host: DataColumn<WorkerRow> = {
  id: "host",
  header: "Host",
  cell: (worker) => <span className="wrap-anywhere text-ink-soft">{worker.host || "not told"}</span>,
  sortBy: (worker) => worker.host,
  width: "w-40",
};

const version: DataColumn<WorkerRow> = {
  id: "version",
  header: "Version",
  cell: (worker) => <span className="wrap-anywhere text-ink-soft">{worker.version || "not told"}</span>,
  sortBy: (worker) => worker.version,
  width: "w-24",
  from: "lg",
};

/** Those that are there. */
export const workerColumns: readonly DataColumn<WorkerRow>[] = [
  name,
  { id: "state", header: "State", cell: (worker) => <WorkerBadge worker={worker} />, width: "w-32", narrow: "corner" },
  {
    id: "slots",
    header: "Slots in use",
    cell: (worker) => <Slots worker={worker} />,
    sortBy: (worker) => worker.slotsInUse,
    width: "w-36",
  },
  {
    id: "holds",
    header: "Holds",
    cell: (worker) => <Holds worker={worker} />,
    narrow: "below",
  },
  {
    id: "heartbeat",
    header: "Heartbeat",
    cell: (worker) => <Heartbeat worker={worker} />,
    width: "w-24",
  },
  host,
  version,
  {
    id: "clock",
    header: "Clock",
    cell: (worker) => <Clock worker={worker} />,
    sortBy: (worker) => Math.abs(worker.clockOffsetMs),
    width: "w-28",
    from: "xl",
  },
  {
    id: "types",
    header: "Job types",
    cell: (worker) => <Types types={worker.types} />,
    width: "w-40",
    from: "xl",
  },
  {
    id: "started",
    header: "Started",
    cell: (worker) => <RelativeTime iso={worker.startedAt} />,
    sortBy: (worker) => worker.startedAt,
    width: "w-24",
    initiallyHidden: true,
  },
  {
    id: "actions",
    header: "Actions",
    cell: (worker) => <WorkerActions worker={worker} />,
    fixed: true,
    width: "w-28",
    align: "end",
    narrow: "below",
  },
];

/** Those that were not heard of for a while. */
export const goneColumns: readonly DataColumn<WorkerRow>[] = [
  name,
  { id: "seen", header: "Last seen", cell: (worker) => <Heartbeat worker={worker} />, width: "w-28", narrow: "corner" },
  { id: "left", header: "What it left", cell: (worker) => <Left worker={worker} />, narrow: "below" },
  host,
  version,
];

function Slots({ worker }: { worker: WorkerRow }) {
  if (worker.external) return <span className="text-ink-faint">{worker.concurrency} of its own</span>;
  return <SlotsMeter inUse={worker.slotsInUse} slots={worker.concurrency} />;
}

function Holds({ worker }: { worker: WorkerRow }) {
  if (worker.external) return <External what="takes no jobs from here" />;
  return <WorkerHolds worker={worker} most={heldInRow} />;
}

function External({ what }: { what: string }) {
  return (
    <span className="flex flex-wrap items-center gap-x-2 gap-y-1">
      <ExternalMark />
      <span className="text-ink-faint">{what}</span>
    </span>
  );
}

export function ExternalMark() {
  return <ToneBadge tone="planned">not Baton’s own</ToneBadge>;
}

export function Clock({ worker: { external, clockOffsetMs } }: { worker: WorkerRow }) {
  if (external) return <span className="text-ink-faint">not told</span>;
  return (
    <span className={isClockOff(clockOffsetMs) ? "text-bad" : "text-ink-soft"}>
      <span className="whitespace-nowrap">{clockText(clockOffsetMs)}</span>
      {isClockOff(clockOffsetMs) ? <span className="block text-xs">set the host’s clock</span> : null}
    </span>
  );
}

function Types({ types }: { types: readonly string[] }) {
  if (types.length === 0) return <span className="text-ink-faint">none</span>;
  const more = types.length - typesInRow;
  return (
    <span className="wrap-anywhere text-ink-soft">
      {types.slice(0, typesInRow).join(", ")}
      {more > 0 ? <span className="text-ink-faint"> and {more} more</span> : null}
    </span>
  );
}

function Left({ worker: { external, holds } }: { worker: WorkerRow }) {
  if (external) return <External what="it took no jobs from here" />;
  if (holds.length === 0) return <span className="text-ink-faint">nothing: it held no lock key</span>;
  const keys = holds.length === 1 ? "a lock key: its job goes" : `${holds.length} lock keys: their jobs go`;
  return <span className="text-ink-soft">{keys} on in another worker when the lease ends</span>;
}
