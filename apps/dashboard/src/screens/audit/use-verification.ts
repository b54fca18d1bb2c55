"use client";

import type { AuditRun } from "@baton/contracts";
import { useCallback, useEffect, useEffectEvent, useState } from "react";
import { ApiError, sendAction } from "../../live/api-client.ts";
import { usePolled } from "../../live/use-polled.ts";
import { readWire } from "../../live/wire.ts";
import { notify } from "../../ui/notify.ts";
import { runText } from "../../view/audit-verdict.ts";

type KeyName = { lockKey: string; tenantId: string };

export type Verification = {
  /** The one that is under way. */
  run: AuditRun | undefined;
  busy: boolean;
  /** Without a key: everything. The same function in every rendering. */
  start: (key?: KeyName) => Promise<void>;
  stop: () => Promise<void>;
};

const progressMs = 700;

/**
 * Starts verifications and follows the one that runs, whoever has started it.
 * @param known the running one, as the summary tells it
 * @param onEnd called when it has ended
 */
export function useVerification(known: AuditRun | undefined, onEnd: () => void): Verification {
  const [started, setStarted] = useState<string>();
  const [starting, setStarting] = useState(false);
  const runId = started ?? known?.runId;
  const path = runId === undefined ? null : `/api/audit/runs/${runId}`;
  const { data } = usePolled(path, "auditRunSchema", { refreshMs: progressMs });
  const followed = data?.runId === runId ? data : known;
  const isOver = followed !== undefined && followed.state !== "running";

  const end = useEffectEvent((run: AuditRun) => {
    setStarted(undefined);
    tell(run);
    onEnd();
  });
  useEffect(() => {
    if (isOver && followed) end(followed);
  }, [isOver, followed]);

  const ask = useCallback(async (failed: string, work: () => Promise<void>) => {
    setStarting(true);
    try {
      await work();
    } catch (err) {
      if (!(err instanceof ApiError)) throw err;
      notify({ tone: "failure", title: failed, description: err.message });
    } finally {
      setStarting(false);
    }
  }, []);
  const start = useCallback(
    (key?: KeyName) =>
      ask("The verification was not started", async () => {
        const body = key ? { lockKey: key.lockKey, tenant: key.tenantId } : {};
        const run = await readWire("auditRunSchema", await sendAction({ path: "/api/audit/verify", body }));
        setStarted(run.runId);
      }),
    [ask],
  );
  const stop = useCallback(
    () => ask("It was not stopped", async () => void (await sendAction({ path: `${path}/stop` }))),
    [ask, path],
  );
  return { run: isOver ? undefined : followed, busy: starting || (runId !== undefined && !isOver), start, stop };
}

function tell(run: AuditRun): void {
  const { title, description } = runText(run);
  const holds = run.state === "done" && run.breaks === 0;
  const why = run.error === undefined ? description : `${run.error} ${description}`;
  notify({ id: "verification", tone: holds ? "success" : "failure", title, description: why });
}
