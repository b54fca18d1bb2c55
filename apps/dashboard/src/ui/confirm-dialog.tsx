"use client";

import { type FormEvent, useId, useRef, useState } from "react";
import { Button } from "./button.tsx";
import type { Confirmation, ConfirmRequest } from "./confirm.tsx";
import { Dialog } from "./dialog.tsx";
import { ReasonField, useReason } from "./reason-field.tsx";

export type ConfirmDialogProps = {
  request: ConfirmRequest;
  onAnswer: (confirmation: Confirmation | undefined) => void;
};

/** Asks once; use it through `useConfirm`. */
export function ConfirmDialog({ request, onAnswer }: ConfirmDialogProps) {
  const { title, consequence, action, danger = false, count, reason: asks } = request;
  const form = useId();
  const [open, setOpen] = useState(true);
  const reason = useReason({ required: asks === "required" });
  const refusal = useRef<HTMLButtonElement>(null);
  const answer = (confirmation: Confirmation | undefined) => {
    setOpen(false);
    onAnswer(confirmation);
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (reason.check()) answer({ reason: reason.given });
  };
  return (
    <Dialog
      open={open}
      onOpenChange={(next) => next || answer(undefined)}
      title={title}
      description={consequence}
      initialFocus={asks ? reason.field : refusal}
      footer={
        <>
          <Button ref={refusal} onClick={() => answer(undefined)}>
            Not now
          </Button>
          <Button type="submit" form={form} variant={danger ? "danger" : "primary"}>
            {count === undefined ? action : `${action} (${count.toLocaleString("en")})`}
          </Button>
        </>
      }
    >
      <form id={form} onSubmit={submit} noValidate>
        {asks ? <ReasonField reason={reason} /> : null}
      </form>
    </Dialog>
  );
}
