"use client";

import type { AuditKey } from "@baton/contracts";
import { Download, ScanSearch } from "lucide-react";
import { useMemo } from "react";
import { RelativeTime } from "../../components/times.tsx";
import { Button } from "../../ui/button.tsx";
import { buttonClasses } from "../../ui/button-classes.ts";
import type { DataColumn } from "../../ui/data-table/data-column.ts";
import { EmptyState } from "../../ui/empty-state.tsx";
import { ToneBadge } from "../../ui/tone-badge.tsx";
import { lockHref } from "../../view/lock-address.ts";
import { evidenceHref } from "./evidence-href.ts";
import { PagesTable } from "./pages-table.tsx";
import type { Pages } from "./use-pages.ts";
import type { Verification } from "./use-verification.ts";

const rowId = ({ keyId }: AuditKey) => keyId;

export type KeyTableProps = { pages: Pages<AuditKey>; verification: Verification };

/** Each lock key: whether its record holds, up to where, and up to where it is signed. */
export function KeyTable({ pages, verification }: KeyTableProps) {
  const { busy, start } = verification;
  const columns = useMemo(() => keyColumns(busy, start), [busy, start]);
  return (
    <PagesTable
      id="audit-keys"
      title="Lock keys"
      label="Lock keys"
      columns={columns}
      pages={pages}
      rowId={rowId}
      rowHref={lockHref}
      empty={
        <EmptyState title="No lock keys yet">
          A lock key appears here with its first job, and can then be verified by itself.
        </EmptyState>
      }
    />
  );
}

function keyColumns(busy: boolean, start: Verification["start"]): DataColumn<AuditKey>[] {
  return [
    {
      id: "key",
      header: "Lock key",
      narrow: "title",
      fixed: true,
      cell: (key) => <KeyTitle auditKey={key} />,
    },
    { id: "tenant", header: "Tenant", width: "w-28", initiallyHidden: true, cell: ({ tenantId }) => tenantId ?? "–" },
    {
      id: "state",
      header: "State",
      width: "w-40",
      narrow: "corner",
      fixed: true,
      cell: (key) => <KeyState auditKey={key} />,
    },
    { id: "verified", header: "Verified", width: "w-44", cell: (key) => <Verified auditKey={key} /> },
    { id: "signed", header: "Signed", width: "w-44", from: "lg", cell: (key) => <Signed auditKey={key} /> },
    {
      id: "actions",
      header: "Actions",
      width: "w-56",
      align: "end",
      narrow: "below",
      fixed: true,
      cell: (key) => <KeyActions auditKey={key} busy={busy} start={start} />,
    },
  ];
}

function KeyTitle({ auditKey: { keyId, lockKey, tenantId = "default" } }: { auditKey: AuditKey }) {
  return (
    <>
      <bdi>{lockKey ?? keyId}</bdi>
      {tenantId === "default" ? null : <span className="font-normal text-ink-faint"> of {tenantId}</span>}
    </>
  );
}

function KeyState({ auditKey: { broken, verified, signed } }: { auditKey: AuditKey }) {
  if (broken) return <ToneBadge tone="bad">Broken at {broken.at}</ToneBadge>;
  if (!verified) return <ToneBadge tone="idle">Not verified</ToneBadge>;
  if (signed && signed.seq > verified.seq) return <ToneBadge tone="good">Holds, has grown</ToneBadge>;
  return <ToneBadge tone="good">Holds</ToneBadge>;
}

function Verified({ auditKey: { verified, broken } }: { auditKey: AuditKey }) {
  if (!verified) return <span className="text-ink-faint">never</span>;
  if (broken) return <RelativeTime iso={verified.at} />;
  return <UpTo seq={verified.seq} at={verified.at} />;
}

function Signed({ auditKey: { signed } }: { auditKey: AuditKey }) {
  if (!signed) return <span className="text-ink-faint">not yet</span>;
  return <UpTo seq={signed.seq} at={signed.at} />;
}

function UpTo({ seq, at }: { seq: number; at: string }) {
  return (
    <span className="tabular-nums">
      to event {seq.toLocaleString("en")}, <RelativeTime iso={at} />
    </span>
  );
}

type KeyActionsProps = { auditKey: AuditKey; busy: boolean; start: Verification["start"] };

function KeyActions({ auditKey: { lockKey, tenantId }, busy, start }: KeyActionsProps) {
  // Without its name a key can be neither asked for nor verified by itself; verifying everything includes it.
  if (lockKey === undefined || tenantId === undefined) return null;
  return (
    <span className="inline-flex flex-wrap gap-2 sm:justify-end">
      <Button
        size="small"
        disabled={busy}
        aria-label={`Verify ${lockKey}`}
        onClick={() => void start({ lockKey, tenantId })}
      >
        <ScanSearch aria-hidden="true" />
        Verify
      </Button>
      <a
        href={evidenceHref({ key: lockKey, tenant: tenantId })}
        download
        aria-label={`Evidence of ${lockKey}`}
        className={buttonClasses("quiet", "small")}
      >
        <Download aria-hidden="true" />
        Evidence
      </a>
    </span>
  );
}
