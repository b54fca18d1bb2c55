"use client";

import type { Role } from "@baton/contracts";
import { Checkbox } from "../../ui/checkbox.tsx";
import { Select } from "../../ui/select.tsx";
import { TextField } from "../../ui/text-field.tsx";
import type { TenantsDraft } from "./tenants-draft.ts";

const meanings: Record<Role, string> = {
  viewer: "Sees jobs, locks, workers and the record.",
  operator: "Also submits jobs, and cancels, replays, pauses and unlocks.",
  admin: "Also manages accounts and API keys; sees all tenants.",
};
const roles = (["viewer", "operator", "admin"] as const).map((value) => ({ value, label: value }));

export type RoleFieldProps = { role: Role; onChange: (role: Role) => void };

export function RoleField({ role, onChange }: RoleFieldProps) {
  return <Select label="Role" value={role} options={roles} onValueChange={onChange} hint={meanings[role]} />;
}

export type TenantsFieldProps = { draft: TenantsDraft; onChange: (draft: TenantsDraft) => void };

/** Whose jobs somebody sees and touches. */
export function TenantsField({ draft, onChange }: TenantsFieldProps) {
  return (
    <div className="space-y-2">
      <Checkbox checked={draft.all} onCheckedChange={(all) => onChange({ ...draft, all })} label="All tenants" />
      {draft.all ? null : (
        <TextField
          label="Tenants"
          value={draft.names}
          onChange={({ target }) => onChange({ ...draft, names: target.value })}
          required
          hint="Names with commas between them. Of all others there is nothing to be seen."
          spellCheck={false}
          autoCapitalize="none"
        />
      )}
    </div>
  );
}
