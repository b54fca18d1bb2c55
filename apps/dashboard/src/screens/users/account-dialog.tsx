"use client";

import type { AccountView } from "@baton/contracts";
import { type FormEvent, useId, useState } from "react";
import { useAction } from "../../live/use-action.ts";
import { Button } from "../../ui/button.tsx";
import { Checkbox } from "../../ui/checkbox.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { RoleField, TenantsField } from "./rights-fields.tsx";
import { draftOfTenants, tenantsOf } from "./tenants-draft.ts";

/** Changes what an account may do, or whether it may log in. */
export function AccountDialog({ account, onClose }: { account: AccountView; onClose: () => void }) {
  const form = useId();
  const { run, running } = useAction();
  const [role, setRole] = useState(account.role);
  const [tenants, setTenants] = useState(draftOfTenants(account.tenants));
  const [disabled, setDisabled] = useState(account.disabled);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const result = await run({
      method: "PATCH",
      path: `/api/auth/accounts/${encodeURIComponent(account.name)}`,
      body: { role, tenants: role === "admin" ? "all" : tenantsOf(tenants), disabled },
      done: `${account.name} is changed`,
      failed: `${account.name} was not changed`,
      refresh: ["/api/auth/accounts"],
    });
    if (result.kind === "done") onClose();
  };
  return (
    <Dialog
      open
      onOpenChange={(open) => open || onClose()}
      title={`Account ${account.name}`}
      description="A change takes effect everywhere within seconds."
      footer={
        <>
          <Button onClick={onClose}>Not now</Button>
          <Button type="submit" form={form} variant="primary" busy={running}>
            Save
          </Button>
        </>
      }
    >
      <form id={form} onSubmit={(event) => void submit(event)} className="space-y-4">
        <RoleField role={role} onChange={setRole} />
        {role === "admin" ? null : <TenantsField draft={tenants} onChange={setTenants} />}
        <Checkbox checked={disabled} onCheckedChange={setDisabled} label="Disabled: cannot log in" />
      </form>
    </Dialog>
  );
}
