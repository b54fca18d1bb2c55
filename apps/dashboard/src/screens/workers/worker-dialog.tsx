"use client";

import type { ReactNode } from "react";
import { Dialog } from "../../ui/dialog.tsx";
import { FocusableTime } from "../../ui/focusable-time.tsx";
import { Heartbeat } from "./heartbeat.tsx";
import { WorkerActions } from "./worker-actions.tsx";
import { WorkerBadge } from "./worker-badge.tsx";
import { Clock, ExternalMark } from "./worker-columns.tsx";
import { WorkerHolds } from "./worker-holds.tsx";
import type { WorkerRow } from "./worker-row.ts";

/** All that is known of one worker. */
export function WorkerDialog({ worker, onClose }: { worker: WorkerRow; onClose: () => void }) {
  return (
    <Dialog
      open
      onOpenChange={(open) => open || onClose()}
      title={worker.workerId}
      size="medium"
      footer={worker.state === "gone" ? undefined : <WorkerActions worker={worker} />}
    >
      <dl className="grid grid-cols-[8rem_minmax(0,1fr)] gap-x-4 gap-y-3 text-sm max-sm:grid-cols-1 max-sm:gap-y-1">
        <Fact name="State">
          <WorkerBadge worker={worker} />
        </Fact>
        {worker.external ? (
          <Fact name="Kind">
            <ExternalMark /> <span className="text-ink-soft">registered over the API; takes no jobs from here</span>
          </Fact>
        ) : (
          <>
            <Fact name="Slots in use">
              {worker.slotsInUse} of {worker.concurrency}
            </Fact>
            <Fact name="Holds">
              <WorkerHolds worker={worker} />
            </Fact>
          </>
        )}
        <Fact name="Heartbeat">
          <Heartbeat worker={worker} />
        </Fact>
        <Fact name="Started">
          <FocusableTime iso={worker.startedAt} />
        </Fact>
        <Fact name="Host">{worker.host || "not told"}</Fact>
        <Fact name="Version">{worker.version || "not told"}</Fact>
        <Fact name="Clock">
          <Clock worker={worker} />
        </Fact>
        <Fact name="This start">
          <code className="font-mono text-xs">{worker.incarnation}</code>
        </Fact>
        <Fact name={`Job types (${worker.types.length})`}>
          <ul className="flex flex-wrap gap-1.5">
            {worker.types.toSorted().map((type) => (
              <li key={type} className="wrap-anywhere rounded bg-sunken px-1.5 py-0.5 font-mono text-xs">
                {type}
              </li>
            ))}
          </ul>
        </Fact>
      </dl>
    </Dialog>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <>
      <dt className="text-ink-faint">{name}</dt>
      <dd className="wrap-anywhere min-w-0 max-sm:mb-3">{children}</dd>
    </>
  );
}
