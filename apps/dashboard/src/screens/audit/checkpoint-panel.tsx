"use client";

import type { AuditSummary, CheckpointLineView } from "@baton/contracts";
import { ScrollArea } from "../../components/scroll-area.tsx";
import { RelativeTime } from "../../components/times.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { Panel } from "../../ui/panel.tsx";
import { counted } from "../../view/audit-verdict.ts";

const fingerprintChars = 16;

/** The signed lines that vouch for the record, newest first. */
export function CheckpointPanel({ summary: { lines, checkpoint } }: { summary: AuditSummary }) {
  if (!checkpoint) {
    return (
      <Panel title="Checkpoints">
        <EmptyState title="No checkpoint yet">
          A worker signs where every changed lock key stands, once a minute. Start one and submit a job.
        </EmptyState>
      </Panel>
    );
  }
  return (
    <Panel title="Checkpoints" aside="newest first">
      <p className="px-4 pt-3 text-sm">
        Signed by key{" "}
        <span className="font-mono text-xs" title={checkpoint.by}>
          {checkpoint.by.slice(0, fingerprintChars)}
        </span>
      </p>
      <ScrollArea label="Lines, newest first" className="max-h-72">
        <ol className="px-4 py-2 text-sm">
          {lines.map((line) => (
            <Line key={line.n} line={line} />
          ))}
        </ol>
      </ScrollArea>
    </Panel>
  );
}

function Line({ line }: { line: CheckpointLineView }) {
  return (
    <li className="flex flex-wrap items-baseline justify-between gap-x-3 border-line border-b py-1.5 last:border-b-0">
      <span className="tabular-nums">
        <span className="text-ink-faint">#{line.n.toLocaleString("en")}</span> {lineText(line)}
      </span>
      <span className="text-ink-faint text-xs">
        <RelativeTime iso={line.at} />
      </span>
    </li>
  );
}

function lineText({ kind, all, keys }: CheckpointLineView): string {
  if (kind === "key") return "names the signing key";
  if (keys === 0) return "no lock keys yet";
  return all ? `all ${counted(keys, "lock key")}, once a day` : counted(keys, "changed lock key");
}
