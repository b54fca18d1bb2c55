"use client";

import type { JobType } from "@baton/contracts";
import { useState } from "react";
import { useBrowserText } from "../../components/clock.ts";
import { Segmented } from "../../ui/segmented.tsx";
import { Select } from "../../ui/select.tsx";
import { TextArea } from "../../ui/text-area.tsx";
import { TextField } from "../../ui/text-field.tsx";
import { formatDuration } from "../../view/duration.ts";
import { type DelayUnit, delayUnits, type JobDraft, type StartKind } from "./job-draft.ts";

export type JobSettingsProps = {
  draft: JobDraft;
  /** Undefined for one that no live worker knows. */
  type: JobType | undefined;
  onChange: (change: Partial<JobDraft>) => void;
  errorOf: (path: string) => string | undefined;
};

const priorities = Array.from({ length: 10 }, (_, priority) => ({
  value: priority === 0 ? "" : String(priority),
  label: priorityLabel(priority),
}));

function priorityLabel(priority: number): string {
  if (priority === 0) return "0 – normal";
  return priority === 9 ? "9 – before all others" : String(priority);
}

/** Everything about a job but its payload; what is left empty is as its type or Baton has it. */
export function JobSettings(props: JobSettingsProps) {
  const { draft, onChange, errorOf } = props;
  const [open, setOpen] = useState(() => hasMore(draft));
  const isWrong = moreFields.some((path) => errorOf(path) !== undefined);
  return (
    <div className="space-y-4 p-4">
      <div className="grid grid-cols-[minmax(0,1fr)] gap-4 sm:grid-cols-2">
        <TextField
          label="Name"
          hint="How lists call it; else its type."
          value={draft.name}
          error={errorOf("name")}
          autoComplete="off"
          onChange={({ target }) => onChange({ name: target.value })}
        />
        <TextField
          label="Lock key"
          hint="Jobs with the same key never run at the same time."
          placeholder="default"
          value={draft.lockKey}
          error={errorOf("lockKey")}
          autoComplete="off"
          spellCheck={false}
          onChange={({ target }) => onChange({ lockKey: target.value })}
        />
        <Select
          label="Priority"
          hint="Within its lock key, higher goes first."
          value={draft.priority}
          options={priorities}
          error={errorOf("priority")}
          onValueChange={(priority) => onChange({ priority })}
        />
        <StartFields {...props} />
      </div>
      <details open={open || isWrong} onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
        <summary className="w-fit cursor-pointer font-medium text-accent text-sm">More settings</summary>
        <MoreFields {...props} />
      </details>
    </div>
  );
}

const moreFields = [
  "description",
  "tenantId",
  "correlationId",
  "maxAttempts",
  "timeoutMs",
  "resultTtl",
  "idempotencyKey",
];

function hasMore(draft: JobDraft): boolean {
  const { description, tenantId, correlationId, maxAttempts, timeoutSeconds, resultTtlSeconds, idempotencyKey } = draft;
  return [description, tenantId, correlationId, maxAttempts, timeoutSeconds, resultTtlSeconds, idempotencyKey].some(
    (text) => text !== "",
  );
}

const starts: { value: StartKind; label: string }[] = [
  { value: "now", label: "Now" },
  { value: "in", label: "After" },
  { value: "at", label: "At a time" },
];

function StartFields({ draft, onChange, errorOf }: JobSettingsProps) {
  const zone = useBrowserText(
    () => Intl.DateTimeFormat().resolvedOptions().timeZone,
    () => "your time zone",
  );
  return (
    <div>
      <p className="mb-1 font-medium text-sm">Start</p>
      <div className="flex flex-wrap items-start gap-2">
        <Segmented label="Start" value={draft.start} options={starts} onValueChange={(start) => onChange({ start })} />
        {draft.start === "in" ? <DelayFields draft={draft} onChange={onChange} error={errorOf("delayMs")} /> : null}
        {draft.start === "at" ? (
          <TextField
            label="Start at"
            labelHidden
            type="datetime-local"
            hint={`In ${zone}.`}
            value={draft.runAt}
            error={errorOf("runAt")}
            onChange={({ target }) => onChange({ runAt: target.value })}
          />
        ) : null}
      </div>
      {draft.start === "now" ? (
        <p className="mt-1 text-ink-faint text-xs">As soon as its lock key and a worker are free.</p>
      ) : null}
    </div>
  );
}

const units = Object.keys(delayUnits).map((unit) => ({ value: unit as DelayUnit, label: unit }));

type DelayProps = Pick<JobSettingsProps, "draft" | "onChange"> & { error: string | undefined };

function DelayFields({ draft, onChange, error }: DelayProps) {
  return (
    <div className="flex gap-2">
      <TextField
        label="Start after"
        labelHidden
        className="w-24"
        inputMode="decimal"
        value={draft.delay}
        error={error}
        onChange={({ target }) => onChange({ delay: target.value })}
      />
      <Select
        label="Unit of time"
        labelHidden
        className="w-28"
        value={draft.delayUnit}
        options={units}
        onValueChange={(delayUnit) => onChange({ delayUnit })}
      />
    </div>
  );
}

function MoreFields({ draft, type, onChange, errorOf }: JobSettingsProps) {
  const attempts = type?.retry?.maxAttempts;
  const timeoutMs = type?.timeoutMs;
  const text = (path: string, field: TextFieldOf) => ({
    value: draft[field],
    error: errorOf(path),
    autoComplete: "off",
    spellCheck: false,
    onChange: ({ target }: { target: { value: string } }) => onChange({ [field]: target.value }),
  });
  return (
    <div className="mt-4 grid grid-cols-[minmax(0,1fr)] gap-4 sm:grid-cols-2">
      <TextArea className="sm:col-span-2" label="Description" rows={2} {...text("description", "description")} />
      <TextField
        label="Most attempts"
        inputMode="numeric"
        hint={`How often it may fail before it is dead-lettered; else ${attempts ?? 3}.`}
        {...text("maxAttempts", "maxAttempts")}
      />
      <TextField
        label="Time limit, in seconds"
        inputMode="decimal"
        hint={`Of one attempt; else ${formatDuration(timeoutMs ?? 3_600_000)}.`}
        {...text("timeoutMs", "timeoutSeconds")}
      />
      <TextField
        label="Correlation id"
        hint="Something of yours by which jobs that belong together are found."
        {...text("correlationId", "correlationId")}
      />
      <TextField
        label="Tenant"
        placeholder="default"
        hint="Each tenant has lock keys of its own."
        {...text("tenantId", "tenantId")}
      />
      <TextField
        label="Keep the result, in seconds"
        inputMode="numeric"
        hint="After its end; else as the workers are set."
        {...text("resultTtl", "resultTtlSeconds")}
      />
      <TextField
        label="Idempotency key"
        hint="Sent twice with the same key, it is still one job."
        {...text("idempotencyKey", "idempotencyKey")}
      />
    </div>
  );
}

type TextFieldOf = {
  [F in keyof JobDraft]: JobDraft[F] extends string ? (string extends JobDraft[F] ? F : never) : never;
}[keyof JobDraft];
