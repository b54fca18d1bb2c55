import { type Command, type CommandView, type Json, newJobId, type Operator, type Order } from "@baton/contracts";
import type { Inbox } from "./inbox/inbox.ts";
import type { Markers } from "./inbox/markers.ts";
import { keyId as keyIdFrom } from "./key-id.ts";
import { readObeyedCommand } from "./ledger/obeyed-command.ts";
import type { PayloadFiles } from "./payload-files.ts";
import type { Storage } from "./storage.ts";
import { orUndefinedIfMissing } from "./storage-errors.ts";

type CommandsDeps = {
  storage: Pick<Storage, "commands" | "ledger">;
  inbox: Inbox;
  markers: Markers;
  files: PayloadFiles;
};

/**
 * Operators' commands, on the way in and when they have been obeyed. Only the holder of a key writes its ledger, so a
 * command is a row in the key's inbox; who has no job there learns by the marker that there is something to do.
 */
export class Commands {
  readonly #deps: CommandsDeps;

  constructor(deps: CommandsDeps) {
    this.#deps = deps;
  }

  /**
   * Leaves a command for the key's holder; durable when it resolves. Whoever has the broker wakes the key then.
   * @returns its id, a UUIDv7, and the key's.
   */
  async give({ tenantId, lockKey, command, by }: Order): Promise<{ commandId: string; keyId: string }> {
    const { storage, inbox, markers } = this.#deps;
    const keyId = keyIdFrom(tenantId, lockKey);
    const commandId = newJobId();
    const createdAt = new Date().toISOString();
    // First, so that whoever is told the id can ask for it.
    await storage.commands.createEntity({
      partitionKey: commandId,
      rowKey: "command",
      KeyId: keyId,
      TenantId: tenantId,
      LockKey: lockKey,
      Kind: command.kind,
      JobId: "jobId" in command ? command.jobId : "",
      By: JSON.stringify(by),
      Reason: command.reason ?? "",
      CreatedAt: createdAt,
    });
    const kept = await this.#kept(tenantId, command);
    await inbox.putCommand({ keyId, tenantId, lockKey, commandId, by, createdAt, ...kept });
    await markers.setCommanded(keyId);
    return { commandId, keyId };
  }

  /** A command and, once it has been obeyed, what became of it. */
  async find(commandId: string): Promise<CommandView | undefined> {
    const { storage } = this.#deps;
    const row = await orUndefinedIfMissing(
      storage.commands.getEntity<Record<string, string>>(commandId.toLowerCase(), "command"),
    );
    if (!row) return undefined;
    const text = (name: string) => row[name] ?? "";
    const obeyed = await readObeyedCommand(storage.ledger, text("KeyId"), commandId.toLowerCase());
    return {
      commandId: commandId.toLowerCase(),
      kind: text("Kind"),
      tenantId: text("TenantId"),
      lockKey: text("LockKey"),
      by: JSON.parse(text("By")) as Operator,
      createdAt: text("CreatedAt"),
      ...(text("JobId") ? { jobId: text("JobId") } : {}),
      ...(text("Reason") ? { reason: text("Reason") } : {}),
      ...(obeyed ? { outcome: obeyed.outcome } : {}),
    };
  }

  /** A payload may be large, and its numbers must stay as they were written. */
  async #kept(tenantId: string, command: Command) {
    if (command.kind !== "replay" || command.payload === undefined) return { command };
    const { payload, ...rest } = command;
    return {
      command: rest,
      payload: await this.#deps.files.keep(tenantId, command.newJobId, JSON.stringify(payload as Json)),
    };
  }
}
