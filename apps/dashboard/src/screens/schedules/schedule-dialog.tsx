"use client";

import type { JobType, Problem, Schedule } from "@baton/contracts";
import { type FormEvent, useEffect, useId, useRef, useState } from "react";
import { useCaller } from "../../access/caller-context.tsx";
import { useOwnZone } from "../../components/use-own-zone.ts";
import { useAction } from "../../live/use-action.ts";
import { usePolled } from "../../live/use-polled.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { usualTenant } from "../../view/tenants-text.ts";
import { type DraftErrors, draftErrors, draftOf, emptyDraft, requestOf, type ScheduleDraft } from "./schedule-draft.ts";
import { ScheduleForm } from "./schedule-form.tsx";
import { scheduleAddress, schedulesPath } from "./schedule-name.ts";

/** Creates a schedule, or changes the one that is given. */
export function ScheduleDialog({ schedule: given, onClose }: { schedule?: Schedule; onClose: () => void }) {
  // As it was when the form was opened: what others change meanwhile must not be written over.
  const [schedule, setSchedule] = useState(given);
  const ownZone = useOwnZone();
  const tenant = usualTenant(useCaller().tenants);
  const [draft, setDraft] = useState(() => (given ? draftOf(given) : emptyDraft(ownZone, tenant)));
  const [errors, setErrors] = useState<DraftErrors>({});
  const form = useRef<HTMLFormElement>(null);
  const firstField = useRef<HTMLInputElement>(null);
  const formId = useId();
  const types = usePolled("/api/types", "jobTypeListSchema").data?.types;
  const { run, running } = useAction();
  const isOutdated = schedule !== undefined && given !== undefined && given.revision !== schedule.revision;

  const change = (changed: Partial<ScheduleDraft>) => {
    setDraft((before) => ({ ...before, ...changed }));
    setErrors((before) => without(before, Object.keys(changed)));
  };
  const isRefused = useRef(false);
  const refuse = (wrong: DraftErrors) => {
    isRefused.current = true;
    setErrors(wrong);
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: once the errors are on the page
  useEffect(() => {
    if (!isRefused.current) return;
    isRefused.current = false;
    form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  }, [errors]);
  const save = async (event: FormEvent) => {
    event.preventDefault();
    const made = requestOf(draft, schedule?.job, schemaOf(types, draft.type));
    if (made.kind === "wrong") return refuse(made.errors);
    const result = await run({
      ...addressOf(schedule),
      body: made.request,
      ...wordsOf(draft, schedule),
      refresh: [schedulesPath],
    });
    if (result.kind === "failed") return refuse(errorsOf(result.problem, result.message));
    onClose();
  };
  const loadAgain = () => {
    setSchedule(given);
    if (given) setDraft(draftOf(given));
    setErrors({});
  };

  return (
    <Dialog
      open
      onOpenChange={(open) => open || onClose()}
      title={schedule ? `Edit ${schedule.scheduleId}` : "New schedule"}
      size="large"
      initialFocus={firstField}
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" form={formId} variant="primary" busy={running}>
            {schedule ? "Save" : "Create schedule"}
          </Button>
        </>
      }
    >
      <form ref={form} id={formId} onSubmit={(event) => void save(event)} noValidate>
        {isOutdated ? <ChangedMeanwhile loadAgain={loadAgain} /> : null}
        <ScheduleForm
          draft={draft}
          errors={errors}
          types={types}
          isNew={schedule === undefined}
          firstField={firstField}
          onChange={change}
        />
      </form>
    </Dialog>
  );
}

function ChangedMeanwhile({ loadAgain }: { loadAgain: () => void }) {
  return (
    <div
      role="status"
      className="mb-4 flex flex-wrap items-center justify-between gap-2 rounded-lg bg-waiting-soft px-4 py-2.5 text-sm text-waiting"
    >
      <span>It has been changed since you opened it. To save, load it again; what you wrote here is lost.</span>
      <Button size="small" onClick={loadAgain}>
        Load it again
      </Button>
    </div>
  );
}

function schemaOf(types: readonly JobType[] | undefined, type: string) {
  return types?.find((known) => known.type === type.trim())?.inputSchema;
}

function addressOf(schedule: Schedule | undefined) {
  if (!schedule) return { path: schedulesPath };
  return {
    method: "PUT" as const,
    path: scheduleAddress(schedule),
    headers: { "If-Match": `"${schedule.revision}"` },
  };
}

function wordsOf({ scheduleId }: ScheduleDraft, schedule: Schedule | undefined) {
  const name = scheduleId.trim() || "The schedule";
  return schedule
    ? { done: `${name} is saved`, failed: `${name} was not saved` }
    : { done: `${name} is created`, failed: `${name} was not created` };
}

function errorsOf(problem: Problem | undefined, message: string): DraftErrors {
  if (problem?.code === "schedule-exists") return { scheduleId: "There is a schedule of this name." };
  return problem?.errors ? draftErrors(problem.errors) : { form: message };
}

function without(errors: DraftErrors, fields: readonly string[]): DraftErrors {
  return Object.fromEntries(Object.entries(errors).filter(([field]) => field !== "form" && !fields.includes(field)));
}
