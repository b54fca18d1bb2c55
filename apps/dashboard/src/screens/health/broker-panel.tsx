import type { HealthDetails, QueueReport } from "@baton/contracts";
import { Panel } from "../../ui/panel.tsx";
import { Fact, Facts } from "./facts.tsx";
import { Findings } from "./findings.tsx";
import { latencyText } from "./latency.ts";
import { PartBadge } from "./part-badge.tsx";

export function BrokerPanel({ broker }: { broker: HealthDetails["broker"] }) {
  const { status, product, version, address, latencyMs, supportedUntil, queues, findings } = broker;
  return (
    <Panel title="Broker" aside={<PartBadge status={status} />}>
      <Findings findings={findings} />
      <Facts>
        <Fact term="Product">{product && `${product} ${version ?? ""}`}</Fact>
        <Fact term="Community support until">
          {supportedUntil && <time dateTime={supportedUntil}>{supportedUntil}</time>}
        </Fact>
        <Fact term="Answers within">{latencyText(latencyMs)}</Fact>
        <Fact term="Address" wide>
          <span className="font-mono text-xs">{address}</span>
        </Fact>
      </Facts>
      {queues.length > 0 ? <Queues queues={queues} /> : null}
    </Panel>
  );
}

function Queues({ queues }: { queues: QueueReport[] }) {
  return (
    <section aria-label="Queues" className="border-line border-t">
      <h3 className="px-4 pt-3 font-medium text-sm">Queues</h3>
      <ul className="divide-y divide-line">
        {queues.map(({ name, purpose, messages, consumers }) => (
          <li key={name} className="flex items-baseline justify-between gap-4 px-4 py-2.5 text-sm">
            <div className="min-w-0">
              <p className="wrap-anywhere font-mono text-xs">{name}</p>
              <p className="mt-0.5 text-ink-soft text-xs">{purpose}</p>
            </div>
            <p className="shrink-0 text-right tabular-nums">
              {messages === undefined ? <span className="text-ink-faint">not made yet</span> : depthText(messages)}
              {consumers === undefined || consumers === 0 ? null : (
                <span className="block text-ink-faint text-xs">
                  {consumers === 1 ? "1 consumer" : `${consumers} consumers`}
                </span>
              )}
            </p>
          </li>
        ))}
      </ul>
    </section>
  );
}

function depthText(messages: number): string {
  if (messages === 0) return "empty";
  return messages === 1 ? "1 message" : `${messages.toLocaleString("en")} messages`;
}
