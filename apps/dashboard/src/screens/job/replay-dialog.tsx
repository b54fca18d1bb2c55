"use client";

import { parseLossless } from "@baton/contracts";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { useAction } from "../../live/use-action.ts";
import { TextArea } from "../../ui/text-area.tsx";
import { openReplay } from "./job-actions.tsx";
import type { JobDialogProps } from "./job-dialogs.tsx";
import { orderAction } from "./job-order-texts.ts";
import { OrderDialog } from "./order-dialog.tsx";

/** The payload is edited as text, so that every number keeps its digits. */
export function ReplayDialog({ job, onClose }: JobDialogProps) {
  const router = useRouter();
  const { run } = useAction();
  const [text, setText] = useState(() => JSON.stringify(job.payload, undefined, 2));
  const [error, setError] = useState<string>();
  const send = async (reason: string | undefined) => {
    const wrong = jsonError(text);
    setError(wrong);
    if (wrong !== undefined) return false;
    const said = reason === undefined ? "" : `,"reason":${JSON.stringify(reason)}`;
    const result = await run({
      ...orderAction(job.jobId, "edit", `{"payload":${text}${said}}`),
      next: openReplay((href) => router.push(href)),
    });
    if (result.kind !== "failed") return true;
    setError(result.problem?.errors?.map(({ path, message }) => `${path}: ${message}`).join("; ") ?? result.message);
    return false;
  };
  return (
    <OrderDialog
      title="Replay with changes"
      description="A new job is made of this one with the payload below. The record says that it was changed."
      action="Replay job"
      size="large"
      onSubmit={send}
      onClose={onClose}
    >
      <TextArea
        label="Payload (JSON)"
        mono
        rows={14}
        spellCheck={false}
        error={error}
        value={text}
        onChange={(event) => {
          setText(event.target.value);
          setError(undefined);
        }}
      />
    </OrderDialog>
  );
}

function jsonError(text: string): string | undefined {
  try {
    parseLossless(text);
    return undefined;
  } catch (err) {
    return `This is not JSON: ${(err as Error).message}`;
  }
}
