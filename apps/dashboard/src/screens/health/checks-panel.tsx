import type { HealthDetails } from "@baton/contracts";
import { RelativeTime } from "../../components/times.tsx";
import { Panel } from "../../ui/panel.tsx";
import { ToneBadge } from "../../ui/tone-badge.tsx";

type Checks = NonNullable<HealthDetails["checks"]>;

/** What was tried and is as it should be; what is not stands with its part. */
export function ChecksPanel({ checks: { at, passed } }: { checks: Checks }) {
  return (
    <Panel title="Checks" aside={<RelativeTime iso={at} />}>
      <ul className="divide-y divide-line text-sm">
        {passed.map(({ code, what }) => (
          <li key={code} className="flex items-baseline gap-3 px-4 py-2">
            <ToneBadge tone="good">Ok</ToneBadge>
            <span className="wrap-anywhere min-w-0">{what}</span>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
