"use client";

import type { HeadFailure } from "@baton/contracts";
import { type FormEvent, useId, useState } from "react";
import { useAction } from "../../live/use-action.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { ReasonField, useReason } from "../../ui/reason-field.tsx";
import { Select } from "../../ui/select.tsx";
import { type OrderedLock, policyAction } from "./lock-order.ts";
import { type PolicyChoice, policyLabels, policyMeanings } from "./lock-policy.ts";

const options = Object.entries(policyLabels).map(([value, label]) => ({ value: value as PolicyChoice, label }));

/** Changes what a failed job at the head of the line means for those behind it. */
export function PolicyDialog({ lock, onClose }: { lock: OrderedLock; onClose: () => void }) {
  const form = useId();
  const { run, running } = useAction();
  const [choice, setChoice] = useState<PolicyChoice>(lock.policy ?? "types");
  const reason = useReason({ required: false });
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const policy: HeadFailure | null = choice === "types" ? null : choice;
    await run(policyAction(lock, policy, reason.given));
    onClose();
  };
  return (
    <Dialog
      open
      onOpenChange={(open) => open || onClose()}
      title={`When a job of “${lock.lockKey}” fails`}
      description="What happens to the jobs behind it while it waits for its next attempt."
      footer={
        <>
          <Button onClick={onClose}>Not now</Button>
          <Button type="submit" form={form} variant="primary" busy={running}>
            Change policy
          </Button>
        </>
      }
    >
      <form id={form} onSubmit={(event) => void submit(event)} noValidate className="space-y-4">
        <Select
          label="Policy"
          value={choice}
          options={options}
          onValueChange={setChoice}
          hint={policyMeanings[choice]}
        />
        <ReasonField reason={reason} />
      </form>
    </Dialog>
  );
}
