"use client";

import { limits } from "@baton/contracts";
import { useState } from "react";
import { useAction } from "../../live/use-action.ts";
import { Select } from "../../ui/select.tsx";
import type { JobDialogProps } from "./job-dialogs.tsx";
import { orderAction } from "./job-order-texts.ts";
import { OrderDialog } from "./order-dialog.tsx";

const options = Array.from({ length: limits.maxPriority + 1 }, (_, at) => ({
  value: String(at),
  label: at === 0 ? "0, as usual" : at === limits.maxPriority ? `${at}, first of all` : String(at),
}));

export function PriorityDialog({ job, onClose }: JobDialogProps) {
  const { run } = useAction();
  const [priority, setPriority] = useState(String(job.priority));
  const send = async (reason: string | undefined) => {
    const body = { priority: Number(priority), ...(reason === undefined ? {} : { reason }) };
    const undo = () => void run(orderAction(job.jobId, "priority", { priority: job.priority, reason: "Undone" }));
    const { kind } = await run({
      ...orderAction(job.jobId, "priority", body),
      next: () => ({ label: "Undo", onClick: undo }),
    });
    return kind !== "failed";
  };
  return (
    <OrderDialog
      title="Change the priority"
      description="Of the jobs that wait for a lock key, one with a higher priority goes first."
      action="Change priority"
      onSubmit={send}
      onClose={onClose}
    >
      <Select label="Priority" value={priority} options={options} onValueChange={setPriority} />
    </OrderDialog>
  );
}
