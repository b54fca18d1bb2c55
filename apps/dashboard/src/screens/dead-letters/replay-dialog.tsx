"use client";

import type { JobSummary } from "@baton/contracts";
import dynamic from "next/dynamic";
import { useId } from "react";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { Skeleton } from "../../ui/skeleton.tsx";
import type { ReplayFormProps } from "./replay-form.tsx";

const ReplayForm = dynamic(() => import("./replay-form.tsx").then((module) => module.ReplayForm), {
  ssr: false,
  loading: () => <Skeleton label="Loading: the payload" />,
});

export type ReplayDialogProps = {
  /** The job whose payload is to be changed; the dialog is open while there is one. */
  job: JobSummary | undefined;
  onClose: () => void;
  onReplay: ReplayFormProps["onReplay"];
};

/** Replays a job with another payload. */
export function ReplayDialog({ job, onClose, onReplay }: ReplayDialogProps) {
  const formId = useId();
  return (
    <Dialog
      open={job !== undefined}
      onOpenChange={(open) => open || onClose()}
      size="large"
      title={job ? `Replay “${job.name}” with changes` : ""}
      description="It becomes a new job with the payload below. The old one stays as it is; the record tells that they differ."
      footer={
        <>
          <Button onClick={onClose}>Not now</Button>
          <Button type="submit" form={formId} variant="primary">
            Replay with this payload
          </Button>
        </>
      }
    >
      {job ? <ReplayForm key={job.jobId} job={job} formId={formId} onReplay={onReplay} onDone={onClose} /> : null}
    </Dialog>
  );
}
