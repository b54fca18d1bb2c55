import { type Command, commandSchema, type Operator, parseLossless } from "@baton/contracts";
import { type StoredText, storedTextColumns, storedTextFrom } from "../stored-text.ts";

/** Row `cmd:<id>` of a key's inbox: a command that waits for the key's holder. */
export type CommandRow = {
  keyId: string;
  tenantId: string;
  lockKey: string;
  /** UUIDv7: commands are obeyed in the order of their ids. */
  commandId: string;
  /** A replay's payload is kept apart. */
  command: Command;
  /** The other payload of a replay, as JSON text: its numbers stay as they were written. */
  payload?: StoredText;
  by: Operator;
  createdAt: string;
};

const prefix = "cmd:";

export function isCommandKey(rowKey: string): boolean {
  return rowKey.startsWith(prefix);
}

export function commandRowKey(commandId: string): string {
  return `${prefix}${commandId}`;
}

export function commandToEntity(row: CommandRow) {
  return {
    partitionKey: row.keyId,
    rowKey: commandRowKey(row.commandId),
    TenantId: row.tenantId,
    LockKey: row.lockKey,
    Command: JSON.stringify(row.command),
    By: JSON.stringify(row.by),
    CreatedAt: row.createdAt,
    ...storedTextColumns("Payload", row.payload),
  };
}

export function commandFromEntity(entity: Record<string, unknown>): CommandRow {
  const payload = storedTextFrom("Payload", entity);
  return {
    keyId: entity["partitionKey"] as string,
    tenantId: entity["TenantId"] as string,
    lockKey: entity["LockKey"] as string,
    commandId: (entity["rowKey"] as string).slice(prefix.length),
    command: commandSchema.parse(parseLossless(entity["Command"] as string)),
    by: JSON.parse(entity["By"] as string) as Operator,
    createdAt: entity["CreatedAt"] as string,
    ...(payload ? { payload } : {}),
  };
}
