"use client";

import type { JobType } from "@baton/contracts";
import { useState } from "react";
import { Select } from "../../ui/select.tsx";
import { TextField } from "../../ui/text-field.tsx";

export type TypeChoiceProps = {
  types: readonly JobType[];
  type: string;
  outdated: string | undefined;
  error: string | undefined;
  onChange: (type: string) => void;
};

// No type can be called so: a slash has no place in one.
const another = "/another";

/** Which kind of job: one that a live worker knows, or any other by its name. */
export function TypeChoice({ types, type, outdated, error, onChange }: TypeChoiceProps) {
  const known = types.find((one) => one.type === type);
  const [wantsAnother, setWantsAnother] = useState(false);
  const isOther = wantsAnother || !known;
  const choose = (value: string) => {
    setWantsAnother(value === another);
    onChange(value === another ? "" : value);
  };
  const options = [
    ...types.map((one) => ({ value: one.type, label: one.type })),
    { value: another, label: "Another type…" },
  ];
  return (
    <div className="space-y-4 p-4">
      {types.length > 0 ? (
        <Select
          label="Type"
          value={isOther ? another : type}
          options={options}
          hint={isOther ? undefined : <TypeFacts type={known} />}
          error={isOther ? undefined : error}
          onValueChange={choose}
        />
      ) : (
        <p className="text-ink-soft text-sm">
          <strong className="font-medium text-ink">No job types known yet.</strong> They appear here when a worker runs
          (“npm run processor”). Until then a job can be sent by the name of its type: it waits for a worker that knows
          it.
        </p>
      )}
      {isOther ? (
        <TextField
          label="Name of the type"
          value={type}
          error={error}
          hint={
            types.length > 0 ? "No worker that is running knows it: the job will wait for one that does." : undefined
          }
          autoComplete="off"
          spellCheck={false}
          onChange={({ target }) => {
            setWantsAnother(true);
            onChange(target.value);
          }}
        />
      ) : null}
      {outdated === undefined ? null : (
        <p role="status" className="text-waiting text-xs">
          The types could not be read again: {outdated} Trying again…
        </p>
      )}
    </div>
  );
}

function TypeFacts({ type }: { type: JobType | undefined }) {
  if (!type) return null;
  const workers = type.workers.length === 1 ? "One worker can run it." : `${type.workers.length} workers can run it.`;
  return [type.description ?? "", workers].filter(Boolean).join(" ");
}
