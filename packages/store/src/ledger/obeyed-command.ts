import type { CommandKind, CommandOutcome, Operator } from "@baton/contracts";
import { orUndefinedIfMissing } from "../storage-errors.ts";
import type { Table } from "../table.ts";

/** Row `cmd:<id>`: a command that the holder has obeyed, written with the event that says so. */
export type ObeyedCommand = {
  commandId: string;
  kind: CommandKind;
  jobId?: string;
  by: Operator;
  obeyedAt: string;
  outcome: CommandOutcome;
};

export async function readObeyedCommand(
  table: Table,
  keyId: string,
  commandId: string,
): Promise<ObeyedCommand | undefined> {
  const row = await orUndefinedIfMissing(table.getEntity<Record<string, unknown>>(keyId, rowKeyOf(commandId)));
  if (!row) return undefined;
  const jobId = row["JobId"] as string;
  return {
    commandId,
    kind: row["Kind"] as CommandKind,
    by: JSON.parse(row["By"] as string) as Operator,
    obeyedAt: row["ObeyedAt"] as string,
    outcome: JSON.parse(row["Outcome"] as string) as CommandOutcome,
    ...(jobId ? { jobId } : {}),
  };
}

export function obeyedToEntity(keyId: string, { commandId, kind, jobId, by, obeyedAt, outcome }: ObeyedCommand) {
  return {
    partitionKey: keyId,
    rowKey: rowKeyOf(commandId),
    Kind: kind,
    JobId: jobId ?? "",
    By: JSON.stringify(by),
    ObeyedAt: obeyedAt,
    Outcome: JSON.stringify(outcome),
  };
}

function rowKeyOf(commandId: string): string {
  return `cmd:${commandId}`;
}
