"use client";

import { useTimeText } from "../../components/clock.ts";
import { useExactText } from "../../components/times.tsx";
import { relativeTime } from "../../view/relative-time.ts";
import { beatAgeMsAt, type WorkerRow } from "./worker-row.ts";

/** "3s ago", counting; the exact time on hover. */
export function Heartbeat({ worker }: { worker: WorkerRow }) {
  const text = useTimeText((now) => relativeTime(new Date(now - beatAgeMsAt(now, worker)), now));
  const title = useExactText(worker.beatAt);
  return (
    <time dateTime={worker.beatAt} title={title} className="whitespace-nowrap tabular-nums">
      {text}
    </time>
  );
}
