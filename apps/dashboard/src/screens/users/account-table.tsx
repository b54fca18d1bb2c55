"use client";

import type { AccountView } from "@baton/contracts";
import dynamic from "next/dynamic";
import { createContext, useContext, useState } from "react";
import { useCaller } from "../../access/caller-context.tsx";
import { LoadBox } from "../../components/load-box.tsx";
import { RelativeTime } from "../../components/times.tsx";
import { usePolled } from "../../live/use-polled.ts";
import { Button } from "../../ui/button.tsx";
import type { DataColumn } from "../../ui/data-table/data-column.ts";
import { DataTable } from "../../ui/data-table/data-table.tsx";
import { ToneBadge } from "../../ui/tone-badge.tsx";
import { tenantsText } from "../../view/tenants-text.ts";

const AccountDialog = dynamic(() => import("./account-dialog.tsx").then(({ AccountDialog }) => AccountDialog), {
  ssr: false,
});

const accountsPath = "/api/auth/accounts";
const EditContext = createContext<(account: AccountView) => void>(() => undefined);

export function AccountTable({ initial }: { initial: string | undefined }) {
  const loaded = usePolled(accountsPath, "accountListSchema", { initial });
  const [edited, setEdited] = useState<AccountView>();
  return (
    <EditContext value={setEdited}>
      <LoadBox loaded={loaded} what="Accounts" />
      {loaded.data ? (
        <DataTable
          id="accounts"
          label="Who may log in"
          columns={columns}
          rows={loaded.data.accounts}
          rowId={accountName}
          chooseColumns={false}
          empty={null}
        />
      ) : null}
      {edited ? <AccountDialog account={edited} onClose={() => setEdited(undefined)} /> : null}
    </EditContext>
  );
}

function accountName(account: AccountView): string {
  return account.name;
}

const columns: readonly DataColumn<AccountView>[] = [
  { id: "name", header: "Name", cell: (account) => <Name account={account} />, sortBy: accountName, narrow: "title" },
  { id: "role", header: "Role", cell: ({ role }) => role, width: "w-28", narrow: "corner" },
  { id: "tenants", header: "For", cell: ({ tenants }) => tenantsText(tenants), width: "w-56" },
  { id: "made", header: "Made", cell: ({ createdAt }) => <RelativeTime iso={createdAt} />, width: "w-28" },
  {
    id: "actions",
    header: "Actions",
    cell: (account) => <Change account={account} />,
    width: "w-28",
    align: "end",
    narrow: "below",
  },
];

function Name({ account: { name, disabled } }: { account: AccountView }) {
  const { name: own } = useCaller();
  return (
    <span className="flex flex-wrap items-center gap-2">
      <bdi>{name}</bdi>
      {name === own ? <span className="text-ink-faint">you</span> : null}
      {disabled ? <ToneBadge tone="bad">disabled</ToneBadge> : null}
    </span>
  );
}

function Change({ account }: { account: AccountView }) {
  const edit = useContext(EditContext);
  return (
    <Button size="small" onClick={() => edit(account)} aria-label={`Change ${account.name}`}>
      Change
    </Button>
  );
}
