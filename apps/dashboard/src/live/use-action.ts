"use client";

import { useCallback, useState } from "react";
import { useSWRConfig } from "swr";
import { notify } from "../ui/notify.ts";
import { isAt } from "../view/is-at.ts";
import { type Action, type ActionResult, performAction } from "./perform-action.ts";

/** Sends what a button asks for, says what became of it in a notice, and reads anew what it has made old. */
export function useAction(): { run: (action: Action) => Promise<ActionResult>; running: boolean } {
  const { mutate } = useSWRConfig();
  const [running, setRunning] = useState(0);
  const run = useCallback(
    async (action: Action) => {
      const refresh = () => mutate((key) => typeof key === "string" && isAt(action.refresh ?? [], key));
      setRunning((count) => count + 1);
      try {
        const result = await performAction(action, notify);
        if (result.kind === "pending") void result.settled.then(refresh);
        void refresh();
        return result;
      } finally {
        setRunning((count) => count - 1);
      }
    },
    [mutate],
  );
  return { run, running: running > 0 };
}
