"use client";

import type { Role } from "@baton/contracts";
import { type FormEvent, useId, useState } from "react";
import { useAction } from "../../live/use-action.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { RoleField, TenantsField } from "./rights-fields.tsx";
import { ShownOnce } from "./shown-once.tsx";
import { draftOfTenants, tenantsOf } from "./tenants-draft.ts";

/** Makes an invitation, with which one account can be made. */
export function InviteDialog({ onClose }: { onClose: () => void }) {
  const form = useId();
  const { run, running } = useAction();
  const [role, setRole] = useState<Role>("viewer");
  const [tenants, setTenants] = useState(draftOfTenants(["default"]));
  const [invite, setInvite] = useState<string>();
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const result = await run({
      path: "/api/auth/invites",
      body: { role, tenants: role === "admin" ? "all" : tenantsOf(tenants) },
      done: "Invitation made",
      failed: "No invitation was made",
    });
    if (result.kind === "done") setInvite((result.answer as { invite: string }).invite);
  };
  return (
    <Dialog
      open
      onOpenChange={(open) => open || onClose()}
      title="Invite somebody"
      description="Whoever has the link makes an account of their own with it. It is good once, for seven days."
      footer={
        invite === undefined ? (
          <>
            <Button onClick={onClose}>Not now</Button>
            <Button type="submit" form={form} variant="primary" busy={running}>
              Make invitation
            </Button>
          </>
        ) : (
          <Button variant="primary" onClick={onClose}>
            Done
          </Button>
        )
      }
    >
      {invite === undefined ? (
        <form id={form} onSubmit={(event) => void submit(event)} className="space-y-4">
          <RoleField role={role} onChange={setRole} />
          {role === "admin" ? null : <TenantsField draft={tenants} onChange={setTenants} />}
        </form>
      ) : (
        <ShownOnce what="Link" text={`${window.location.origin}/login?invite=${invite}`} />
      )}
    </Dialog>
  );
}
