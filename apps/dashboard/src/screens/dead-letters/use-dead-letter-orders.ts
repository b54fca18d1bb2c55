"use client";

import type { JobSummary } from "@baton/contracts";
import type { Route } from "next";
import { useRouter } from "next/navigation";
import { useCallback } from "react";
import { useAction } from "../../live/use-action.ts";
import { useConfirm } from "../../ui/confirm.tsx";
import { jobsText } from "../../view/jobs-text.ts";
import { groupsPath, listPath } from "./dead-letter-filter.ts";
import { newJobIdOf } from "./new-job-id.ts";
import type { DeadLetterAction, DeadLetterOrder } from "./use-bulk-order.ts";
import { useBulkOrder } from "./use-bulk-order.ts";

/** `total`: how many it is about, as far as is known. */
type Many = { rest: DeadLetterOrder["rest"]; total: number | undefined; what: string };

const refresh = [groupsPath, listPath];

/** What can be done about dead letters: about one, and about many. What cannot be taken back is asked first. */
export function useDeadLetterOrders() {
  const router = useRouter();
  const confirm = useConfirm();
  const { run } = useAction();
  const bulk = useBulkOrder();

  const sendReplay = useCallback(
    (job: JobSummary, body: object) =>
      run({
        path: `/api/jobs/${job.jobId}/replay`,
        body,
        done: `“${job.name}” was replayed`,
        failed: `“${job.name}” was not replayed`,
        refresh,
        next: (answer) => {
          const newJobId = newJobIdOf(answer);
          if (newJobId === undefined) return undefined;
          return { label: "Open the new job", onClick: () => router.push(`/jobs/${newJobId}` as Route) };
        },
      }),
    [router, run],
  );
  const replay = useCallback(
    async (job: JobSummary) => {
      const again = job.replayedBy !== undefined;
      const yes = again ? await confirm(replayAgain(job)) : { reason: undefined };
      if (yes) await sendReplay(job, { reason: yes.reason });
    },
    [confirm, sendReplay],
  );
  const discard = useCallback(
    async (job: JobSummary) => {
      const yes = await confirm(askDiscard(`Discard “${job.name}”?`, undefined));
      if (!yes) return;
      const done = `“${job.name}” was discarded`;
      const failed = `“${job.name}” was not discarded`;
      await run({ path: `/api/jobs/${job.jobId}/discard`, body: { reason: yes.reason }, done, failed, refresh });
    },
    [confirm, run],
  );
  const orderMany = async (action: DeadLetterAction, { rest, total, what }: Many) => {
    const ask = action === "replay" ? askReplay : askDiscard;
    const yes = await confirm(ask(what, total));
    if (yes) await bulk.run({ action, reason: yes.reason, rest }, total);
    return yes !== undefined;
  };
  return { replay, sendReplay, discard, orderMany, running: bulk.running, halt: bulk.halt };
}

function replayAgain({ name }: JobSummary) {
  return {
    title: `Replay “${name}” again?`,
    consequence: "It was replayed before. Replaying it again makes one more new job with the same payload.",
    action: "Replay again",
    reason: "optional" as const,
  };
}

function askReplay(title: string, total: number | undefined) {
  const many = total === undefined ? "Each of them" : total === 1 ? "The job" : `Each of the ${jobsText(total)}`;
  return {
    title,
    consequence: `${many} becomes a new job with the same payload, in the order in which they were submitted. The old ones stay listed, marked as replayed.`,
    action: "Replay",
    reason: "optional" as const,
    ...(total === undefined ? {} : { count: total }),
  };
}

function askDiscard(title: string, total: number | undefined) {
  return {
    title,
    consequence: "It leaves this list for good and is not run again. The record keeps everything, with your reason.",
    action: "Discard",
    danger: true,
    reason: "required" as const,
    ...(total === undefined ? {} : { count: total }),
  };
}
