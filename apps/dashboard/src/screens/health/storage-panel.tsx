import type { HealthDetails } from "@baton/contracts";
import { Panel } from "../../ui/panel.tsx";
import { Fact, Facts } from "./facts.tsx";
import { Findings } from "./findings.tsx";
import { latencyText } from "./latency.ts";
import { PartBadge } from "./part-badge.tsx";

const kinds = { azure: "Azure Storage", azurite: "Azurite (an emulator)" };

export function StoragePanel({ storage }: { storage: HealthDetails["storage"] }) {
  const { status, kind, server, address, latencyMs, instanceId, schemaVersion, findings } = storage;
  return (
    <Panel title="Storage" aside={<PartBadge status={status} />}>
      <Findings findings={findings} />
      <Facts>
        <Fact term="Kind">{kind && kinds[kind]}</Fact>
        <Fact term="Server">{server}</Fact>
        <Fact term="Answers within">{latencyText(latencyMs)}</Fact>
        <Fact term="Schema">{schemaVersion}</Fact>
        <Fact term="Instance" wide>
          {instanceId && <span className="font-mono text-xs">{instanceId}</span>}
        </Fact>
        <Fact term="Tables" wide>
          <span className="font-mono text-xs">{address}</span>
        </Fact>
      </Facts>
    </Panel>
  );
}
