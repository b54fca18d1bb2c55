"use client";

import dynamic from "next/dynamic";
import { useState } from "react";
import { useCaller, useMay } from "../../access/caller-context.tsx";
import { Button } from "../../ui/button.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { PageHeader } from "../../ui/page-header.tsx";
import { AccountTable } from "./account-table.tsx";
import { KeyTable } from "./key-table.tsx";

const InviteDialog = dynamic(() => import("./invite-dialog.tsx").then(({ InviteDialog }) => InviteDialog), {
  ssr: false,
});
const KeyDialog = dynamic(() => import("./key-dialog.tsx").then(({ KeyDialog }) => KeyDialog), { ssr: false });

/** The texts are the server's first answers, if it had them in time. */
export function UsersPage({ accounts, keys }: { accounts: string | undefined; keys: string | undefined }) {
  const isAdmin = useMay("administer");
  const { provider } = useCaller();
  const [opened, setOpened] = useState<"invite" | "key">();
  const close = () => setOpened(undefined);
  if (!isAdmin)
    return (
      <>
        <PageHeader title="Users and keys" />
        <EmptyState title="This is for admins">Ask one of them for what you need.</EmptyState>
      </>
    );
  return (
    <>
      <PageHeader
        title="Users and keys"
        description="Who may log in, and which programs may submit and read."
        actions={
          <>
            <Button onClick={() => setOpened("key")}>New API key</Button>
            {provider === undefined ? (
              <Button variant="primary" onClick={() => setOpened("invite")}>
                Invite somebody
              </Button>
            ) : null}
          </>
        }
      />
      <section aria-labelledby="accounts" className="space-y-3">
        <h2 id="accounts" className="font-semibold text-base">
          Accounts
        </h2>
        <AccountTable initial={accounts} />
      </section>
      <section aria-labelledby="keys" className="space-y-3">
        <h2 id="keys" className="font-semibold text-base">
          API keys
        </h2>
        <KeyTable initial={keys} />
      </section>
      {opened === "invite" ? <InviteDialog onClose={close} /> : null}
      {opened === "key" ? <KeyDialog onClose={close} /> : null}
    </>
  );
}
