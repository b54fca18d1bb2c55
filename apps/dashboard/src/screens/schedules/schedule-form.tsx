"use client";

import { type JobType, limits } from "@baton/contracts";
import { type ReactNode, type RefObject, useId } from "react";
import { JsonView } from "../../components/json-view.tsx";
import { Button } from "../../ui/button.tsx";
import { Menu } from "../../ui/menu.tsx";
import { Select } from "../../ui/select.tsx";
import { TextArea } from "../../ui/text-area.tsx";
import { TextField } from "../../ui/text-field.tsx";
import { cronExamples } from "./cron-examples.ts";
import { CronPreview } from "./cron-preview.tsx";
import type { DraftErrors, ScheduleDraft } from "./schedule-draft.ts";

export type ScheduleFormProps = {
  draft: ScheduleDraft;
  errors: DraftErrors;
  /** What live workers can run; undefined until it is known. */
  types: readonly JobType[] | undefined;
  /** A schedule keeps its name and its tenant. */
  isNew: boolean;
  /** Has the focus when the form opens. */
  firstField: RefObject<HTMLInputElement | null>;
  onChange: (changed: Partial<ScheduleDraft>) => void;
};

export function ScheduleForm(props: ScheduleFormProps) {
  return (
    <div className="space-y-6">
      {props.errors.form === undefined ? null : (
        <p role="alert" className="rounded-lg bg-bad-soft px-4 py-2.5 text-bad text-sm">
          {props.errors.form}
        </p>
      )}
      {props.isNew ? <NameFields {...props} /> : null}
      <TimeFields {...props} />
      <RuleFields {...props} />
      <JobFields {...props} />
    </div>
  );
}

function Group({ title, children }: { title: string; children: ReactNode }) {
  return (
    <fieldset className="min-w-0">
      <legend className="mb-2 font-semibold text-sm">{title}</legend>
      <div className="grid gap-x-4 gap-y-3 sm:grid-cols-2">{children}</div>
    </fieldset>
  );
}

const whole = "sm:col-span-2";

function NameFields({ draft, errors, firstField, onChange }: ScheduleFormProps) {
  return (
    <Group title="Name">
      <TextField
        ref={firstField}
        label="Name of the schedule"
        hint="Letters, digits, dots and dashes. Left empty, it gets a long one."
        error={errors.scheduleId}
        value={draft.scheduleId}
        onChange={(event) => onChange({ scheduleId: event.target.value })}
        placeholder="nightly-settlement"
        maxLength={limits.scheduleIdChars}
        autoComplete="off"
        spellCheck={false}
      />
      <TextField
        label="Tenant"
        hint="Whose jobs they are."
        error={errors.tenantId}
        value={draft.tenantId}
        onChange={(event) => onChange({ tenantId: event.target.value })}
        maxLength={limits.tenantIdChars}
        autoComplete="off"
        spellCheck={false}
      />
    </Group>
  );
}

function TimeFields({ draft, errors, isNew, firstField, onChange }: ScheduleFormProps) {
  const zones = useId();
  return (
    <Group title="When">
      <div className="flex items-start gap-2">
        <TextField
          ref={isNew ? undefined : firstField}
          label="Cron pattern"
          error={errors.cron}
          value={draft.cron}
          onChange={(event) => onChange({ cron: event.target.value })}
          maxLength={limits.cronChars}
          autoComplete="off"
          spellCheck={false}
          className="flex-1"
        />
        <div className="pt-6">
          <Menu
            trigger={<Button>Examples</Button>}
            items={cronExamples.map(({ label, cron }) => ({ label, onSelect: () => onChange({ cron }) }))}
          />
        </div>
      </div>
      <TextField
        label="Time zone"
        error={errors.timeZone}
        value={draft.timeZone}
        onChange={(event) => onChange({ timeZone: event.target.value })}
        list={zones}
        autoComplete="off"
        spellCheck={false}
      />
      <datalist id={zones}>
        {["UTC", ...Intl.supportedValuesOf("timeZone")].map((zone) => (
          <option key={zone} value={zone} />
        ))}
      </datalist>
      <div className={whole}>
        <CronPreview cron={draft.cron} timeZone={draft.timeZone} />
      </div>
    </Group>
  );
}

const overlaps = [
  { value: "queue", label: "Run all the same: it waits in line" },
  { value: "skip", label: "Leave this run out" },
] as const;
const missedRuns = [
  { value: "fire-once", label: "Make up for them with one run" },
  { value: "skip", label: "Leave them out" },
] as const;

function RuleFields({ draft, errors, onChange }: ScheduleFormProps) {
  return (
    <Group title="Rules">
      <Select
        label="When the last run has not ended"
        error={errors.overlap}
        value={draft.overlap}
        options={overlaps}
        onValueChange={(overlap) => onChange({ overlap })}
      />
      <Select
        label="Runs missed while no worker was there"
        error={errors.missed}
        value={draft.missed}
        options={missedRuns}
        onValueChange={(missed) => onChange({ missed })}
      />
    </Group>
  );
}

const priorities = Array.from({ length: limits.maxPriority + 1 }, (_, priority) => ({
  value: String(priority),
  label: priority === 0 ? "0 (normal)" : priority === limits.maxPriority ? `${priority} (first)` : String(priority),
}));

function JobFields({ draft, errors, types, onChange }: ScheduleFormProps) {
  const known = useId();
  const type = types?.find((candidate) => candidate.type === draft.type.trim());
  return (
    <Group title="Job">
      <TextField
        label="Job type"
        hint={typeHint(draft.type, types, type)}
        error={errors.type}
        value={draft.type}
        onChange={(event) => onChange({ type: event.target.value })}
        list={known}
        maxLength={limits.typeChars}
        autoComplete="off"
        spellCheck={false}
      />
      <datalist id={known}>
        {types?.map((candidate) => (
          <option key={candidate.type} value={candidate.type} />
        ))}
      </datalist>
      <TextField
        label="Name of its jobs (optional)"
        hint="How they are called in lists; otherwise by their type."
        error={errors.jobName}
        value={draft.jobName}
        onChange={(event) => onChange({ jobName: event.target.value })}
        maxLength={limits.nameChars}
        autoComplete="off"
      />
      <TextField
        label="Lock key"
        hint="Jobs with the same key never run at the same time."
        error={errors.lockKey}
        value={draft.lockKey}
        onChange={(event) => onChange({ lockKey: event.target.value })}
        maxLength={limits.lockKeyChars}
        autoComplete="off"
        spellCheck={false}
      />
      <Select
        label="Priority"
        hint="Among the jobs that wait for the key: higher first."
        error={errors.priority}
        value={draft.priority}
        options={priorities}
        onValueChange={(priority) => onChange({ priority })}
      />
      <TextArea
        label="Payload (JSON)"
        hint="What each job is given."
        error={errors.payloadText}
        className={whole}
        mono
        rows={7}
        value={draft.payloadText}
        onChange={(event) => onChange({ payloadText: event.target.value })}
        spellCheck={false}
      />
      {type?.inputSchema === undefined ? null : (
        <details className={`rounded-lg border border-line ${whole}`}>
          <summary className="cursor-pointer px-4 py-2 text-ink-soft text-sm hover:text-ink">
            What “{type.type}” expects (JSON Schema)
          </summary>
          <div className="border-line border-t">
            <JsonView value={type.inputSchema} label="payload schema" />
          </div>
        </details>
      )}
    </Group>
  );
}

function typeHint(typed: string, types: readonly JobType[] | undefined, known: JobType | undefined): string {
  if (known) return known.description ?? "Live workers can run it.";
  if (typed.trim() === "" || types === undefined) return "What workers can run is offered as you type.";
  return "No live worker knows this type: its jobs would wait for one that does.";
}
