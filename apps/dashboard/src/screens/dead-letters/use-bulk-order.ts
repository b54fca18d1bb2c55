"use client";

import { useRef, useState } from "react";
import { useSWRConfig } from "swr";
import { type BulkEnd, type BulkOrder, type BulkProgress, giveBulkOrder } from "../../live/bulk-order.ts";
import { notify } from "../../ui/notify.ts";
import { isAt } from "../../view/is-at.ts";
import { jobsText } from "../../view/jobs-text.ts";
import { groupsPath, listPath } from "./dead-letter-filter.ts";

export type DeadLetterAction = "replay" | "discard";
export type DeadLetterOrder = BulkOrder & { action: DeadLetterAction };

/** `total`: how many there were when it began, if that is known. */
export type RunningOrder = BulkProgress & { action: DeadLetterAction; total: number | undefined; stopping: boolean };

/** Gives orders for many jobs, tells how far that is, and in a notice what became of it. */
export function useBulkOrder() {
  const [running, setRunning] = useState<RunningOrder>();
  const stop = useRef<AbortController>(undefined);
  const { mutate } = useSWRConfig();
  const run = async (order: DeadLetterOrder, total: number | undefined): Promise<void> => {
    const controller = new AbortController();
    stop.current = controller;
    let progress: BulkProgress = { given: 0, refused: 0, firstProblem: undefined };
    setRunning({ ...progress, action: order.action, total, stopping: false });
    try {
      const end = await giveBulkOrder(order, controller.signal, (next) => {
        progress = next;
        setRunning((now) => now && { ...now, ...next });
      });
      tell(order.action, end, progress, (left) => void run(left, undefined));
    } finally {
      setRunning(undefined);
      void mutate((key) => typeof key === "string" && isAt([groupsPath, listPath], key.replace("$inf$", "")));
    }
  };
  const halt = () => {
    stop.current?.abort();
    setRunning((now) => now && { ...now, stopping: true });
  };
  return { running, run, halt };
}

const pastWords: Record<DeadLetterAction, string> = { replay: "replayed", discard: "discarded" };

function tell(
  action: DeadLetterAction,
  end: BulkEnd<DeadLetterOrder>,
  progress: BulkProgress,
  goOn: (left: DeadLetterOrder) => void,
): void {
  const { given, refused, firstProblem } = progress;
  const told = `${jobsText(given)} ${given === 1 ? "is" : "are"} being ${pastWords[action]}`;
  const not = refused === 0 ? "" : ` ${jobsText(refused)} could not be: ${firstProblem ?? "refused"}`;
  if (end.kind === "done") {
    notify({
      tone: refused === 0 ? "success" : "failure",
      title: given === 0 ? "Nothing left to do" : told,
      description: `The list follows as workers take up their lock keys.${not}`,
    });
  } else {
    notify({
      tone: "failure",
      title: end.kind === "stopped" ? "Stopped." : `Broken off: ${end.message}`,
      description: `${told}; what was sent stays sent.${not}`,
      action: { label: "Go on", onClick: () => goOn(end.left) },
    });
  }
}
