"use client";

import type { JobView } from "@baton/contracts";
import dynamic from "next/dynamic";
import type { DialogOrder } from "./job-order-texts.ts";

// Nobody opens them before they have seen the page: they come when they are asked for.
const ReplayDialog = dynamic(() => import("./replay-dialog.tsx").then(({ ReplayDialog }) => ReplayDialog), {
  ssr: false,
});
const PriorityDialog = dynamic(() => import("./priority-dialog.tsx").then(({ PriorityDialog }) => PriorityDialog), {
  ssr: false,
});
const RescheduleDialog = dynamic(
  () => import("./reschedule-dialog.tsx").then(({ RescheduleDialog }) => RescheduleDialog),
  { ssr: false },
);

export type JobDialogProps = { job: JobView; onClose: () => void };

const dialogs = { edit: ReplayDialog, priority: PriorityDialog, reschedule: RescheduleDialog };

/** The dialog of an order that needs more than a reason. */
export function JobDialogs({ job, open, onClose }: JobDialogProps & { open: DialogOrder | undefined }) {
  if (open === undefined) return null;
  const OrderDialog = dialogs[open];
  return <OrderDialog job={job} onClose={onClose} />;
}
