import type { HealthDetails, WorkerState, WorkerView } from "@baton/contracts";
import Link from "next/link";
import { RelativeTime } from "../../components/times.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { Panel } from "../../ui/panel.tsx";
import { ToneBadge } from "../../ui/tone-badge.tsx";
import type { Tone } from "../../view/status-tone.ts";
import { Findings } from "./findings.tsx";
import { offsetText } from "./offset-text.ts";

const states: Record<WorkerState, { tone: Tone; word: string }> = {
  live: { tone: "good", word: "Live" },
  draining: { tone: "waiting", word: "Draining" },
  gone: { tone: "over", word: "Gone" },
};

export function WorkersPanel({ workers: { known, findings } }: { workers: HealthDetails["workers"] }) {
  return (
    <Panel title="Workers" aside={known ? liveText(known) : ""}>
      <Findings findings={findings} />
      {known ? known.length > 0 ? <Workers workers={known} /> : <NoWorkers /> : <Unknown />}
    </Panel>
  );
}

function liveText(workers: WorkerView[]): string {
  return `${workers.filter(({ state }) => state === "live").length} live`;
}

function Workers({ workers }: { workers: WorkerView[] }) {
  return (
    <>
      <ul className="divide-y divide-line text-sm">
        {workers.map((worker) => (
          <Worker key={worker.workerId} worker={worker} />
        ))}
      </ul>
      <p className="border-line border-t px-4 py-2.5 text-sm">
        <Link href="/workers" prefetch={false} className="font-medium text-accent hover:underline">
          All about workers
        </Link>
      </p>
    </>
  );
}

function Worker({ worker }: { worker: WorkerView }) {
  const { workerId, state, host, version, external, concurrency, clockOffsetMs, beatAt } = worker;
  const { tone, word } = states[state];
  return (
    <li className="px-4 py-2.5">
      <div className="flex items-center justify-between gap-4">
        <p className="wrap-anywhere min-w-0 font-medium">{workerId}</p>
        <ToneBadge tone={tone}>{word}</ToneBadge>
      </div>
      <p className="wrap-anywhere mt-1 text-ink-soft text-xs">
        {[host, version && `version ${version}`, external ? "not one of Baton’s" : `${concurrency} slots`]
          .filter(Boolean)
          .join(" · ")}
      </p>
      <p className="mt-0.5 text-ink-soft text-xs">
        {external ? null : `clock ${offsetText(clockOffsetMs)} · `}last beat <RelativeTime iso={beatAt} />
      </p>
    </li>
  );
}

function NoWorkers() {
  return (
    <EmptyState title="No worker was heard of in the last day">
      Start one with <code className="font-mono text-[0.95em]">npm run processor</code>.
    </EmptyState>
  );
}

function Unknown() {
  return <EmptyState title="Not known now">Workers are known to storage, which does not answer.</EmptyState>;
}
