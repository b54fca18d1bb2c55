"use client";

import type { HealthDetails } from "@baton/contracts";
import { LoadState } from "../../components/load-state.tsx";
import { usePolled } from "../../live/use-polled.ts";
import { PageHeader } from "../../ui/page-header.tsx";
import { Panel } from "../../ui/panel.tsx";
import { BrokerPanel } from "./broker-panel.tsx";
import { ChecksPanel } from "./checks-panel.tsx";
import { DashboardPanel } from "./dashboard-panel.tsx";
import { StoragePanel } from "./storage-panel.tsx";
import { Verdict } from "./verdict.tsx";
import { WorkersPanel } from "./workers-panel.tsx";

const refreshMs = 5000;

/** Each part of the system: how it stands, what threatens it, and what to do. */
export function HealthPage({ initial }: { initial: string | undefined }) {
  const loaded = usePolled("/api/health/details", "healthDetailsSchema", { initial, refreshMs });
  return (
    <>
      <PageHeader
        title="Health"
        description="Broker, storage, workers and configuration: how they stand, and what to do where something is wrong."
      />
      {loaded.data ? (
        <Parts details={loaded.data} isOld={loaded.error !== undefined} />
      ) : (
        <Panel title="Health">
          <LoadState loaded={loaded} what="How the system stands" />
        </Panel>
      )}
    </>
  );
}

function Parts({ details, isOld }: { details: HealthDetails; isOld: boolean }) {
  return (
    <>
      <Verdict details={details} isOld={isOld} />
      <div className="grid grid-cols-[minmax(0,1fr)] items-start gap-6 lg:grid-cols-2">
        <div className="space-y-6">
          <BrokerPanel broker={details.broker} />
          <WorkersPanel workers={details.workers} />
          {details.checks ? <ChecksPanel checks={details.checks} /> : null}
        </div>
        <div className="space-y-6">
          <StoragePanel storage={details.storage} />
          <DashboardPanel dashboard={details.dashboard} />
        </div>
      </div>
    </>
  );
}
