"use client";

import { useCallback, useMemo } from "react";
import { useAction } from "../../live/use-action.ts";
import { useConfirm } from "../../ui/confirm.tsx";
import { type OrderedLock, pauseAction, pauseConsequence, resumeAction, resumeConsequence } from "./lock-order.ts";

/** Pause and resume, asked about and told of. */
export function useLockOrders(): {
  pause: (lock: OrderedLock) => Promise<void>;
  resume: (lock: OrderedLock) => Promise<void>;
} {
  const { run } = useAction();
  const confirm = useConfirm();
  const pause = useCallback(
    async (lock: OrderedLock) => {
      const title = `Pause “${lock.lockKey}”?`;
      const asked = { title, consequence: pauseConsequence(lock), action: "Pause", reason: "required" } as const;
      const confirmed = await confirm(asked);
      if (confirmed?.reason === undefined) return;
      const undo = () => void run(resumeAction(lock, "The pause was undone"));
      await run(pauseAction(lock, confirmed.reason, undo));
    },
    [confirm, run],
  );
  const resume = useCallback(
    async (lock: OrderedLock) => {
      const title = `Resume “${lock.lockKey}”?`;
      const asked = { title, consequence: resumeConsequence(lock), action: "Resume", reason: "optional" } as const;
      const confirmed = await confirm(asked);
      if (confirmed) await run(resumeAction(lock, confirmed.reason));
    },
    [confirm, run],
  );
  return useMemo(() => ({ pause, resume }), [pause, resume]);
}
