import type { CommandClient } from "@baton/client";
import {
  type Command,
  type CommandAnswer,
  type CommandKind,
  type CommandView,
  isJobId,
  isTenantOf,
  isUuid,
  newJobId,
} from "@baton/contracts";
import type { LockStore } from "@baton/lease";
import { type Commands, type IndexedJob, type JobReader, keyId } from "@baton/store";
import type { Callers } from "./access/callers.ts";
import { type Answer, andThen, ok, refused } from "./answer.ts";
import { type Key, readKey } from "./lock-key.ts";
import { checkPayload, type PayloadFitDeps } from "./payload-fit.ts";
import { type CommandAddress, commandOf, readFields } from "./read-command.ts";
import type { StorageGate } from "./storage-gate.ts";
import { findYoung } from "./young-job.ts";

export type OperationsDeps = {
  gate: StorageGate;
  /** For whoever asks now. */
  reader: () => Pick<JobReader, "findIndexed">;
  client: Pick<CommandClient, "send">;
  commands: Pick<Commands, "find">;
  locks: Pick<LockStore, "forceUnlock">;
  callers: Pick<Callers, "operator" | "tenants">;
} & PayloadFitDeps;

const jobCommands = {
  cancel: "cancel",
  replay: "replay",
  discard: "discard",
  priority: "set-priority",
  front: "move-to-front",
  reschedule: "reschedule",
} as const satisfies Record<string, CommandKind>;
const keyCommands = {
  pause: "pause",
  resume: "resume",
  policy: "set-policy",
  unlock: "force-unlock",
} as const satisfies Record<string, CommandKind>;
type JobAction = keyof typeof jobCommands;
type KeyAction = keyof typeof keyCommands;

/** An answer waits up to 5 s for the key's holder, besides what storage takes to leave the command. */
const sendMs = 12_000;
/** Its line shows a job before the lists do; whoever gives it an order by then has time. */
const orderPatienceMs = 3000;

/** What operators order, and what became of it. */
export class Operations {
  readonly #deps: OperationsDeps;

  constructor(deps: OperationsDeps) {
    this.#deps = deps;
  }

  /** @param text the body of the request: JSON. */
  async orderForJob(jobId: string, action: string, text: string): Promise<Answer<CommandAnswer>> {
    if (!isJobAction(action)) return refused("unknown-address");
    if (!isUuid(jobId)) return refused("invalid-job-id", `"${jobId.slice(0, 100)}" is not a UUID.`);
    return andThen(await readFields(text), async (fields) => {
      const checked = commandOf(fields, addressOf(action, jobId));
      return andThen(checked, (command) => this.#sendToJob(jobId, command));
    });
  }

  /** The same for a lock key. @param tenant by the address; the body may say it instead. */
  async orderForKey(
    lockKey: string,
    tenant: string | undefined,
    action: string,
    text: string,
  ): Promise<Answer<CommandAnswer>> {
    if (!isKeyAction(action)) return refused("unknown-address");
    return andThen(await readFields(text), async ({ tenantId, ...fields }) =>
      andThen(readKey(lockKey, tenant ?? tenantId, this.#deps.callers.tenants), async (key) =>
        andThen(commandOf(fields, { kind: keyCommands[action] }), (command) => this.#sendToKey(key, command)),
      ),
    );
  }

  async find(commandId: string): Promise<Answer<CommandView>> {
    if (!isJobId(commandId)) return refused("invalid-command-id", `"${commandId.slice(0, 100)}" is not a UUIDv7.`);
    const found = await this.#deps.gate.use(() => this.#deps.commands.find(commandId));
    return andThen(found, async (view) =>
      view && isTenantOf(this.#deps.callers.tenants, view.tenantId) ? ok(view) : refused("unknown-command"),
    );
  }

  async #sendToJob(id: string, command: Command): Promise<Answer<CommandAnswer>> {
    const { gate, reader } = this.#deps;
    const jobId = id.toLowerCase();
    const found = await findYoung(jobId, () => gate.use(() => reader().findIndexed(jobId)), orderPatienceMs);
    return andThen(found, async (job) => {
      if (!job) return refused("unknown-job", `No job has the id ${id}.`);
      return andThen(await checkPayload(job.type, command, this.#deps), (checked) =>
        this.#send(job, { ...checked, jobId: job.jobId } as Command, isOnItsWay(job)),
      );
    });
  }

  async #sendToKey(key: Key, command: Command): Promise<Answer<CommandAnswer>> {
    if (command.kind !== "force-unlock") return this.#send(key, command);
    const { gate, locks } = this.#deps;
    const broken = await gate.use(() => locks.forceUnlock(keyId(key.tenantId, key.lockKey), command));
    return andThen(broken, async (wasHeld) => (wasHeld ? this.#send(key, command) : refused("not-held")));
  }

  async #send({ tenantId, lockKey }: Key, command: Command, isOnItsWay = false): Promise<Answer<CommandAnswer>> {
    const { gate, client, callers } = this.#deps;
    const order = { tenantId, lockKey, command, by: callers.operator };
    return andThen(await gate.use(() => client.send(order, { isOnItsWay }), sendMs), async (answer) => toldOf(answer));
  }
}

function isJobAction(action: string): action is JobAction {
  return Object.hasOwn(jobCommands, action);
}

function isKeyAction(action: string): action is KeyAction {
  return Object.hasOwn(keyCommands, action);
}

/** What the address of a request for one job says. */
export function addressOf(action: JobAction, jobId: string): CommandAddress {
  const kind = jobCommands[action];
  return { kind, jobId, ...(kind === "replay" ? { newJobId: newJobId() } : {}) };
}

/** Submitted, and no worker has taken it in yet. */
function isOnItsWay({ status }: IndexedJob): boolean {
  return status === "Submitted";
}

/** An outcome that is not what was asked for is a problem, with the outcome inside. */
function toldOf(answer: CommandAnswer): Answer<CommandAnswer> {
  const { commandId, outcome } = answer;
  if (!outcome) return ok(answer);
  switch (outcome.kind) {
    case "done":
      return ok(answer);
    case "already-finished":
      return refused("already-finished", `It is ${outcome.status}.`, { commandId, outcome });
    case "unknown-job":
      return refused("unknown-job", "Its lock key does not know it, or not yet.", { commandId, outcome });
    case "refused":
      return refused("command-refused", `Refused: ${outcome.because}.`, { commandId, outcome });
    default:
      return outcome satisfies never;
  }
}
