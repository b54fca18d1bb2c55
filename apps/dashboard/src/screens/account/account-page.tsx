"use client";

import { useCaller } from "../../access/caller-context.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { PageHeader } from "../../ui/page-header.tsx";
import { Panel } from "../../ui/panel.tsx";
import { tenantsText } from "../../view/tenants-text.ts";
import { PasswordForm } from "./password-form.tsx";
import { SessionTable } from "./session-table.tsx";

/** @param sessions the server's first answer, if it had it in time. */
export function AccountPage({ sessions }: { sessions: string | undefined }) {
  const { kind, name, permissions, tenants, provider } = useCaller();
  if (kind !== "account")
    return (
      <>
        <PageHeader title="Your account" />
        <EmptyState title="There are no accounts here">
          Whoever reaches this address may do everything. Accounts begin with{" "}
          <code className="font-mono">AUTH_MODE=password</code>.
        </EmptyState>
      </>
    );
  return (
    <>
      <PageHeader
        title="Your account"
        description={`${name} may ${permissions.join(", ")}, for ${tenantsText(tenants)}.`}
      />
      <section aria-labelledby="sessions" className="space-y-3">
        <h2 id="sessions" className="font-semibold text-base">
          Where you are logged in
        </h2>
        <SessionTable initial={sessions} />
      </section>
      {provider === undefined ? (
        <Panel title="Change your password">
          <PasswordForm />
        </Panel>
      ) : null}
    </>
  );
}
