"use client";

import type { ApiKeyView } from "@baton/contracts";
import { LoadBox } from "../../components/load-box.tsx";
import { RelativeTime } from "../../components/times.tsx";
import { useAction } from "../../live/use-action.ts";
import { usePolled } from "../../live/use-polled.ts";
import { Button } from "../../ui/button.tsx";
import { useConfirm } from "../../ui/confirm.tsx";
import type { DataColumn } from "../../ui/data-table/data-column.ts";
import { DataTable } from "../../ui/data-table/data-table.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { ToneBadge } from "../../ui/tone-badge.tsx";
import { tenantsText } from "../../view/tenants-text.ts";

const path = "/api/auth/keys";

export function KeyTable({ initial }: { initial: string | undefined }) {
  const loaded = usePolled(path, "apiKeyListSchema", { initial });
  return (
    <>
      <LoadBox loaded={loaded} what="API keys" />
      {loaded.data ? (
        <DataTable
          id="api-keys"
          label="API keys, newest first"
          columns={columns}
          rows={loaded.data.keys}
          rowId={keyId}
          chooseColumns={false}
          empty={<EmptyState title="No API keys">A program that submits or reads by REST needs one.</EmptyState>}
        />
      ) : null}
    </>
  );
}

function keyId(key: ApiKeyView): string {
  return key.keyId;
}

const columns: readonly DataColumn<ApiKeyView>[] = [
  { id: "name", header: "Name", cell: ({ name }) => <bdi>{name}</bdi>, narrow: "title" },
  { id: "state", header: "State", cell: (key) => <State apiKey={key} />, width: "w-24", narrow: "corner" },
  { id: "scopes", header: "May", cell: ({ scopes }) => scopes.join(", "), width: "w-44" },
  { id: "tenants", header: "For", cell: ({ tenants }) => tenantsText(tenants), width: "w-40" },
  { id: "made", header: "Made", cell: ({ createdAt }) => <RelativeTime iso={createdAt} />, width: "w-24", from: "lg" },
  { id: "by", header: "By", cell: ({ createdBy }) => createdBy, width: "w-28", from: "lg" },
  { id: "used", header: "Last used", cell: (key) => <Time iso={key.lastUsedAt} none="never" />, width: "w-24" },
  { id: "expires", header: "Expires", cell: (key) => <Time iso={key.expiresAt} none="never" />, width: "w-24" },
  {
    id: "actions",
    header: "Actions",
    cell: (key) => <Revoke apiKey={key} />,
    width: "w-24",
    align: "end",
    narrow: "below",
  },
];

function Time({ iso, none }: { iso: string | undefined; none: string }) {
  return iso === undefined ? <span className="text-ink-faint">{none}</span> : <RelativeTime iso={iso} />;
}

function State({ apiKey: { revokedAt, expiresAt } }: { apiKey: ApiKeyView }) {
  if (revokedAt !== undefined) return <ToneBadge tone="bad">revoked</ToneBadge>;
  const isOver = expiresAt !== undefined && new Date(expiresAt) <= new Date();
  return isOver ? <ToneBadge tone="bad">expired</ToneBadge> : <ToneBadge tone="good">good</ToneBadge>;
}

function Revoke({ apiKey: { keyId: id, name, revokedAt } }: { apiKey: ApiKeyView }) {
  const { run, running } = useAction();
  const confirm = useConfirm();
  if (revokedAt !== undefined) return null;
  const revoke = async () => {
    const confirmed = await confirm({
      title: `Revoke ${name}?`,
      consequence: "Programs that use it are refused within seconds. It cannot be taken back.",
      action: "Revoke key",
      danger: true,
    });
    if (!confirmed) return;
    await run({
      method: "DELETE",
      path: `${path}/${id}`,
      done: `${name} is revoked`,
      failed: `${name} was not revoked`,
      refresh: [path],
    });
  };
  return (
    <Button size="small" busy={running} onClick={() => void revoke()} aria-label={`Revoke ${name}`}>
      Revoke
    </Button>
  );
}
