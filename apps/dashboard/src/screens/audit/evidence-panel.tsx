"use client";

import { Download } from "lucide-react";
import { type FormEvent, useState } from "react";
import { Button } from "../../ui/button.tsx";
import { Checkbox } from "../../ui/checkbox.tsx";
import { Panel } from "../../ui/panel.tsx";
import { Segmented } from "../../ui/segmented.tsx";
import { TextField } from "../../ui/text-field.tsx";
import { type EvidenceOf, evidenceHref } from "./evidence-href.ts";

type Scope = "job" | "key" | "since";

const scopes: { value: Scope; label: string }[] = [
  { value: "job", label: "A job" },
  { value: "key", label: "A lock key" },
  { value: "since", label: "Since a time" },
];

const labels: Record<Scope, string> = { job: "Job id", key: "Lock key", since: "From" };

const refusals: Record<number, string> = {
  400: "This is not a job id, lock key or time.",
  404: "Nothing is on the record of it.",
  503: "The storage cannot be reached just now.",
};

/** Asks for what a pack is to be about, and lets the browser download it. */
export function EvidencePanel() {
  const [scope, setScope] = useState<Scope>("job");
  const [value, setValue] = useState("");
  const [tenant, setTenant] = useState("");
  const [contents, setContents] = useState(false);
  const [error, setError] = useState<string>();
  const [busy, setBusy] = useState(false);

  const choose = (next: Scope) => {
    setScope(next);
    setValue("");
    setError(undefined);
  };
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (value.trim() === "") return setError(`Fill in: ${labels[scope]}.`);
    setBusy(true);
    const path = `${evidenceHref(evidenceOf(scope, value.trim(), tenant.trim()))}&contents=${contents}`;
    const refusal = await refusalOf(path);
    setBusy(false);
    setError(refusal);
    if (refusal === undefined) window.location.assign(path);
  };
  return (
    <Panel title="Evidence pack">
      <form className="space-y-3 px-4 py-3" onSubmit={(event) => void submit(event)} noValidate>
        <p className="text-ink-soft text-sm">
          One file that proves what it is about without this system: events, checkpoints and what ties them together.
        </p>
        <Segmented label="What the pack is about" value={scope} options={scopes} onValueChange={choose} />
        <TextField
          key={scope}
          label={labels[scope]}
          type={scope === "since" ? "datetime-local" : "text"}
          error={error}
          value={value}
          onChange={({ target }) => {
            setValue(target.value);
            setError(undefined);
          }}
        />
        {scope === "key" ? (
          <TextField
            label="Tenant (optional)"
            placeholder="default"
            value={tenant}
            onChange={({ target }) => setTenant(target.value)}
          />
        ) : null}
        <Checkbox
          checked={contents}
          onCheckedChange={setContents}
          label="With large payloads and results, not only their hashes"
        />
        <Button type="submit" busy={busy}>
          <Download aria-hidden="true" />
          Download
        </Button>
      </form>
    </Panel>
  );
}

function evidenceOf(scope: Scope, value: string, tenant: string): EvidenceOf {
  switch (scope) {
    case "job":
      return { job: value };
    case "key":
      return { key: value, tenant: tenant || "default" };
    case "since":
      // The field's time is the reader's own.
      return { since: new Date(value).toISOString() };
  }
}

/** A download that fails would leave the page for a problem document. */
async function refusalOf(path: string): Promise<string | undefined> {
  const response = await fetch(path, { method: "HEAD" }).catch(() => undefined);
  if (response?.ok) return undefined;
  return refusals[response?.status ?? 0] ?? "The dashboard’s server does not answer.";
}
