import type { WorkerState } from "@baton/contracts";
import { ToneBadge } from "../../ui/tone-badge.tsx";
import type { Tone } from "../../view/status-tone.ts";
import { isToldToDrain, type WorkerRow } from "./worker-row.ts";

export const workerTones: Record<WorkerState, Tone> = { live: "good", draining: "waiting", gone: "bad" };
const workerStateWords: Record<WorkerState, string> = { live: "Live", draining: "Draining", gone: "Gone" };

export function WorkerBadge({ worker }: { worker: WorkerRow }) {
  const { state } = worker;
  return (
    <div className="space-y-1">
      <ToneBadge tone={workerTones[state]}>{workerStateWords[state]}</ToneBadge>
      {noteOf(worker) ? <p className="text-ink-faint text-xs">{noteOf(worker)}</p> : null}
    </div>
  );
}

function noteOf(worker: WorkerRow): string | undefined {
  if (isToldToDrain(worker)) return "told to drain";
  if (worker.state !== "draining" || worker.external) return undefined;
  return worker.slotsInUse === 0 ? "idle: can be stopped" : "finishing its work";
}
