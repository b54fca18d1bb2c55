"use client";

import { type FormEvent, useId, useState } from "react";
import { useAction } from "../../live/use-action.ts";
import { Button } from "../../ui/button.tsx";
import { Checkbox } from "../../ui/checkbox.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { Select } from "../../ui/select.tsx";
import { TextField } from "../../ui/text-field.tsx";
import { TenantsField } from "./rights-fields.tsx";
import { ShownOnce } from "./shown-once.tsx";
import { draftOfTenants, tenantsOf } from "./tenants-draft.ts";

const scopes = {
  read: "Read jobs, locks and the record",
  submit: "Submit jobs",
  operate: "Cancel, replay, pause and unlock",
} as const;
type Scope = keyof typeof scopes;

const lives = { "": "Never", "30": "In 30 days", "90": "In 90 days", "365": "In a year" } as const;
type Life = keyof typeof lives;
const lifeOptions = Object.entries(lives).map(([value, label]) => ({ value: value as Life, label }));

/** Makes a key for a program. */
export function KeyDialog({ onClose }: { onClose: () => void }) {
  const form = useId();
  const { run, running } = useAction();
  const [name, setName] = useState("");
  const [chosen, setChosen] = useState<ReadonlySet<Scope>>(new Set(["submit"]));
  const [tenants, setTenants] = useState(draftOfTenants(["default"]));
  const [life, setLife] = useState<Life>("90");
  const [wrong, setWrong] = useState<string>();
  const [apiKey, setApiKey] = useState<string>();
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (name.trim() === "") return setWrong("Say which program it is for.");
    setWrong(undefined);
    const result = await run({
      path: "/api/auth/keys",
      body: { name: name.trim(), scopes: [...chosen], tenants: tenantsOf(tenants), ...expiry(life) },
      done: "API key made",
      failed: "No API key was made",
      refresh: ["/api/auth/keys"],
    });
    if (result.kind === "done") setApiKey((result.answer as { apiKey: string }).apiKey);
  };
  const toggle = (scope: Scope, isOn: boolean) =>
    setChosen(new Set(isOn ? [...chosen, scope] : [...chosen].filter((one) => one !== scope)));
  return (
    <Dialog
      open
      onOpenChange={(open) => open || onClose()}
      title="New API key"
      description="A program sends it as Authorization: Bearer …; the record tells its name."
      footer={
        apiKey === undefined ? (
          <>
            <Button onClick={onClose}>Not now</Button>
            <Button type="submit" form={form} variant="primary" busy={running} disabled={chosen.size === 0}>
              Make key
            </Button>
          </>
        ) : (
          <Button variant="primary" onClick={onClose}>
            Done
          </Button>
        )
      }
    >
      {apiKey === undefined ? (
        <form id={form} onSubmit={(event) => void submit(event)} noValidate className="space-y-4">
          <TextField
            label="Name"
            value={name}
            onChange={({ target }) => setName(target.value)}
            error={wrong}
            placeholder="nightly import"
            maxLength={100}
          />
          <fieldset className="space-y-2">
            <legend className="mb-1 font-medium text-sm">What it may do</legend>
            {Object.entries(scopes).map(([scope, label]) => (
              <div key={scope}>
                <Checkbox
                  checked={chosen.has(scope as Scope)}
                  onCheckedChange={(isOn) => toggle(scope as Scope, isOn)}
                  label={label}
                />
              </div>
            ))}
          </fieldset>
          <TenantsField draft={tenants} onChange={setTenants} />
          <Select label="Expires" value={life} options={lifeOptions} onValueChange={setLife} />
        </form>
      ) : (
        <ShownOnce what="API key" text={apiKey} />
      )}
    </Dialog>
  );
}

function expiry(life: Life): { expiresAt?: string } {
  return life === "" ? {} : { expiresAt: new Date(Date.now() + Number(life) * 24 * 3600_000).toISOString() };
}
