"use client";

import type { AuditAction, AuditActionList, AuditKey, AuditKeyList } from "@baton/contracts";
import { ShieldCheck } from "lucide-react";
import { useMemo } from "react";
import { useCommands } from "../../commands/command-context.ts";
import { LoadState } from "../../components/load-state.tsx";
import { usePolled } from "../../live/use-polled.ts";
import { Button } from "../../ui/button.tsx";
import { PageHeader } from "../../ui/page-header.tsx";
import { Panel } from "../../ui/panel.tsx";
import { ActionTable } from "./action-table.tsx";
import { CheckpointPanel } from "./checkpoint-panel.tsx";
import { ElsewherePanel } from "./elsewhere-panel.tsx";
import { EvidencePanel } from "./evidence-panel.tsx";
import { KeyTable } from "./key-table.tsx";
import { usePages } from "./use-pages.ts";
import { useVerification } from "./use-verification.ts";
import { VerdictPanel } from "./verdict-panel.tsx";

/** The texts are the server's first answers, if it had them in time. */
export type AuditPageProps = { summary: string | undefined; keys: string | undefined; actions: string | undefined };

const keysOf = ({ keys }: AuditKeyList) => keys;
const keyIdOf = ({ keyId }: AuditKey) => keyId;
const actionsOf = ({ actions }: AuditActionList) => actions;
const eventIdOf = ({ eventId }: AuditAction) => eventId;

export function AuditPage(initial: AuditPageProps) {
  const audit = usePolled("/api/audit", "auditSummarySchema", { initial: initial.summary });
  const keys = usePages({
    path: "/api/audit/keys",
    name: "auditKeyListSchema",
    initial: initial.keys,
    rowsOf: keysOf,
    idOf: keyIdOf,
  });
  const actions = usePages({
    path: "/api/audit/actions",
    name: "auditActionListSchema",
    initial: initial.actions,
    rowsOf: actionsOf,
    idOf: eventIdOf,
  });
  const running = audit.data?.runs.find(({ state }) => state === "running");
  const verification = useVerification(running, () => {
    audit.refresh();
    keys.refresh();
  });
  useVerifyCommand(verification.start);
  const summary = audit.data;
  return (
    <>
      <PageHeader
        title="Audit"
        description="Whether the record is whole, and who did what, and why."
        actions={
          <Button variant="primary" busy={verification.busy} onClick={() => void verification.start()}>
            <ShieldCheck aria-hidden="true" />
            Verify everything
          </Button>
        }
      />
      {summary ? (
        <VerdictPanel
          summary={summary}
          outage={audit.error}
          run={verification.run}
          stop={() => void verification.stop()}
        />
      ) : (
        <Panel title="Result">
          <LoadState loaded={audit} what="The state of the record" />
        </Panel>
      )}
      <div className="grid grid-cols-[minmax(0,1fr)] items-start gap-6 xl:grid-cols-[minmax(0,1fr)_24rem]">
        <div className="space-y-6">
          <KeyTable pages={keys} verification={verification} />
          <ActionTable pages={actions} />
        </div>
        <div className="space-y-6">
          {summary ? <CheckpointPanel summary={summary} /> : null}
          <EvidencePanel />
          <ElsewherePanel hasKey={summary?.checkpoint !== undefined} />
        </div>
      </div>
    </>
  );
}

function useVerifyCommand(start: () => Promise<void>): void {
  useCommands(
    useMemo(() => [{ id: "verify", label: "Verify everything", group: "Audit", run: () => void start() }], [start]),
  );
}
