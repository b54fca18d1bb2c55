"use client";

import { type FormEvent, useId, useState } from "react";
import { useAction } from "../../live/use-action.ts";
import { Button } from "../../ui/button.tsx";
import { Checkbox } from "../../ui/checkbox.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { ReasonField, useReason } from "../../ui/reason-field.tsx";
import { type OrderedLock, unlockAction, unlockConsequence } from "./lock-order.ts";

/** Asks before a lock is taken away. Without waiting for its holder only when that is said. */
export function UnlockDialog({ lock, onClose }: { lock: OrderedLock; onClose: () => void }) {
  const form = useId();
  const { run, running } = useAction();
  const reason = useReason({ required: true });
  const [mayOverlap, setMayOverlap] = useState(false);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (!reason.check() || reason.given === undefined) return;
    await run(unlockAction(lock, reason.given, mayOverlap));
    onClose();
  };
  return (
    <Dialog
      open
      onOpenChange={(open) => open || onClose()}
      title={`Force-unlock “${lock.lockKey}”?`}
      description={unlockConsequence(lock)}
      footer={
        <>
          <Button onClick={onClose}>Not now</Button>
          <Button type="submit" form={form} variant="danger" busy={running}>
            {mayOverlap ? "Unlock at once" : "Force-unlock"}
          </Button>
        </>
      }
    >
      <form id={form} onSubmit={(event) => void submit(event)} noValidate className="space-y-4">
        <ReasonField reason={reason} />
        <Checkbox checked={mayOverlap} onCheckedChange={setMayOverlap} label="Do not wait: attempts may overlap" />
        <p className={`text-xs ${mayOverlap ? "text-bad" : "text-ink-faint"}`}>
          {mayOverlap
            ? "Another worker may start at once, while the job of the one that holds the lock still runs. Its writes to the record are refused; what it does elsewhere is not, unless that checks the fence."
            : "Tick this only if you know that the worker is dead, or that its job does no harm twice."}
        </p>
      </form>
    </Dialog>
  );
}
