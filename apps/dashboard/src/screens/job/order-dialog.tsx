"use client";

import { type FormEvent, type ReactNode, useId, useState } from "react";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { ReasonField, useReason } from "../../ui/reason-field.tsx";

export type OrderDialogProps = {
  title: string;
  description: ReactNode;
  /** The button's words. */
  action: string;
  size?: "small" | "large";
  /** Sends the order. @returns whether the dialog is done. */
  onSubmit: (reason: string | undefined) => Promise<boolean>;
  onClose: () => void;
  children: ReactNode;
};

/** A form whose sending is an order; why may be said, and goes into the record. */
export function OrderDialog({
  title,
  description,
  action,
  size = "small",
  onSubmit,
  onClose,
  children,
}: OrderDialogProps) {
  const form = useId();
  const reason = useReason({ required: false });
  const [busy, setBusy] = useState(false);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    const isDone = await onSubmit(reason.given);
    setBusy(false);
    if (isDone) onClose();
  };
  return (
    <Dialog
      open
      onOpenChange={(next) => next || onClose()}
      title={title}
      description={description}
      size={size}
      footer={
        <>
          <Button onClick={onClose}>Not now</Button>
          <Button type="submit" form={form} variant="primary" busy={busy}>
            {action}
          </Button>
        </>
      }
    >
      <form id={form} onSubmit={(event) => void submit(event)} noValidate className="space-y-4">
        {children}
        <ReasonField reason={reason} />
      </form>
    </Dialog>
  );
}
