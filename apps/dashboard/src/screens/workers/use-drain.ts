"use client";

import type { DesiredState } from "@baton/contracts";
import { useCallback } from "react";
import { useAction } from "../../live/use-action.ts";
import { useConfirm } from "../../ui/confirm.tsx";

export const workersPath = "/api/workers";

type Words = { done: (workerId: string) => string; failed: (workerId: string) => string };

const words: Record<DesiredState, Words> = {
  draining: {
    done: (workerId) => `${workerId} is told to drain`,
    failed: (workerId) => `${workerId} was not told to drain`,
  },
  running: {
    done: (workerId) => `${workerId} is told to go on`,
    failed: (workerId) => `${workerId} was not told to go on`,
  },
};

/** Tells workers to take no new lock keys, once the user has confirmed it, and takes that back. */
export function useDrain() {
  const { run, running } = useAction();
  const confirm = useConfirm();
  const want = useCallback(
    async (workerId: string, desired: DesiredState) => {
      const result = await run({
        path: `${workersPath}/${encodeURIComponent(workerId)}/drain`,
        body: { desired },
        done: words[desired].done(workerId),
        failed: words[desired].failed(workerId),
        refresh: [workersPath],
        next: () =>
          desired === "draining" ? { label: "Undo", onClick: () => void want(workerId, "running") } : undefined,
      });
      return result;
    },
    [run],
  );
  const drain = useCallback(
    async (workerId: string, external: boolean) => {
      const confirmed = await confirm({
        title: `Drain ${workerId}?`,
        consequence: external ? tellsExternal : tellsOwn,
        action: "Drain",
      });
      if (confirmed) await want(workerId, "draining");
    },
    [confirm, want],
  );
  const resume = useCallback((workerId: string) => void want(workerId, "running"), [want]);
  return { drain, resume, running };
}

const tellsOwn =
  "It takes no new lock keys; what runs there now goes on to its end, and other workers take the rest. You can take it back at any time.";
const tellsExternal =
  "It is a program of your own: it sees in the answer to its next heartbeat that it should drain, and what it does then is up to it. You can take it back at any time.";
