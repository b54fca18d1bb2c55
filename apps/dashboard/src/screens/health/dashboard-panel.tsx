import type { HealthDetails, ShownSetting } from "@baton/contracts";
import { RelativeTime } from "../../components/times.tsx";
import { Panel } from "../../ui/panel.tsx";
import { Fact, Facts } from "./facts.tsx";
import { Findings } from "./findings.tsx";
import { offsetText } from "./offset-text.ts";

export function DashboardPanel({ dashboard }: { dashboard: HealthDetails["dashboard"] }) {
  const { node, startedAt, clockOffsetMs, settings, findings } = dashboard;
  return (
    <Panel title="Dashboard and configuration" aside="secrets are hidden">
      <Findings findings={findings} />
      <Facts>
        <Fact term="Started">
          <RelativeTime iso={startedAt} />
        </Fact>
        <Fact term="Node.js">{node}</Fact>
        <Fact term="Clock">{offsetText(clockOffsetMs)}</Fact>
      </Facts>
      <Settings settings={settings} />
    </Panel>
  );
}

/** The dashboard's own; each worker is started with its own. */
function Settings({ settings }: { settings: ShownSetting[] }) {
  return (
    <section aria-label="Configuration in effect" className="border-line border-t">
      <h3 className="px-4 pt-3 font-medium text-sm">Configuration in effect</h3>
      <dl className="divide-y divide-line text-xs">
        {settings.map(({ name, value, isDefault }) => (
          <div
            key={name}
            className="grid grid-cols-[minmax(0,1fr)] gap-x-4 gap-y-0.5 px-4 py-2 sm:grid-cols-[minmax(0,2fr)_minmax(0,3fr)]"
          >
            <dt className="wrap-anywhere font-mono text-ink-soft">{name}</dt>
            <dd className="wrap-anywhere">
              <span className="font-mono">{value}</span>
              {isDefault ? <span className="ml-2 text-ink-faint">default</span> : null}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
