"use client";

import { useState } from "react";
import { useAction } from "../../live/use-action.ts";
import { TextField } from "../../ui/text-field.tsx";
import type { JobDialogProps } from "./job-dialogs.tsx";
import { orderAction } from "./job-order-texts.ts";
import { OrderDialog } from "./order-dialog.tsx";

export function RescheduleDialog({ job, onClose }: JobDialogProps) {
  const { run } = useAction();
  const [time, setTime] = useState(() => localText(job.runAt === undefined ? new Date() : new Date(job.runAt)));
  const [error, setError] = useState<string>();
  const send = async (reason: string | undefined) => {
    const runAt = new Date(time);
    if (Number.isNaN(runAt.getTime())) {
      setError("Give a day and a time.");
      return false;
    }
    const body = { runAt: runAt.toISOString(), ...(reason === undefined ? {} : { reason }) };
    const { kind } = await run(orderAction(job.jobId, "reschedule", body));
    return kind !== "failed";
  };
  return (
    <OrderDialog
      title="Reschedule this job"
      description="It does not start before this time. A time that is over makes it due at once."
      action="Reschedule"
      onSubmit={send}
      onClose={onClose}
    >
      <TextField
        type="datetime-local"
        step={1}
        label="Not before"
        hint={`In your time zone (${Intl.DateTimeFormat().resolvedOptions().timeZone}).`}
        error={error}
        value={time}
        onChange={(event) => {
          setTime(event.target.value);
          setError(undefined);
        }}
      />
    </OrderDialog>
  );
}

/** As the field takes it: `2026-11-26T05:30:00`, in the reader's zone. */
function localText(time: Date): string {
  const shifted = new Date(time.getTime() - time.getTimezoneOffset() * 60_000);
  return shifted.toISOString().slice(0, "2026-11-26T05:30:00".length);
}
