"use client";

import { useMay } from "../../access/caller-context.tsx";
import { Button } from "../../ui/button.tsx";
import { useDrain } from "./use-drain.ts";
import type { WorkerRow } from "./worker-row.ts";

export function WorkerActions({ worker }: { worker: WorkerRow }) {
  const { drain, resume, running } = useDrain();
  const mayOperate = useMay("operate");
  const { workerId, desired, external } = worker;
  if (!mayOperate) return null;
  return desired === "draining" ? (
    <Button size="small" busy={running} onClick={() => resume(workerId)} aria-label={`Undo drain of ${workerId}`}>
      Undo drain
    </Button>
  ) : (
    <Button size="small" busy={running} onClick={() => void drain(workerId, external)} aria-label={`Drain ${workerId}`}>
      Drain
    </Button>
  );
}
