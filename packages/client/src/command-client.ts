import { type BrokerConnection, brokerNames, Publisher } from "@baton/broker";
import type { CommandAnswer, CommandOutcome, CommandView, Order, WakeMessage } from "@baton/contracts";
import { pause } from "@baton/runtime";

/** Where commands are left for the holders of keys; `Commands` of the store is one such place. */
export type CommandStore = {
  /** Durable when it resolves. */
  give(order: Order): Promise<{ commandId: string; keyId: string }>;
  find(commandId: string): Promise<CommandView | undefined>;
};

export type CommandClientOptions = {
  commands: CommandStore;
  /** How long an answer waits for the key's holder, ms; default 5 s. */
  withinMs?: number;
};

const firstLookMs = 20;
const longestPauseMs = 250;
const firstRetryMs = 300;

/**
 * Gives operators' commands: leaves them for the holder of the key, wakes the key, and waits for what the holder records.
 * Without a broker the key is found by the workers' sweep.
 */
export class CommandClient {
  readonly #publisher: Publisher | undefined;
  readonly #wakeExchange: string;
  readonly #commands: CommandStore;
  readonly #withinMs: number;

  constructor(connection: BrokerConnection | undefined, { commands, withinMs = 5000 }: CommandClientOptions) {
    this.#publisher = connection && new Publisher(connection);
    this.#wakeExchange = connection ? brokerNames(connection.namespace).wake : "";
    this.#commands = commands;
    this.#withinMs = withinMs;
  }

  async start(): Promise<void> {
    await this.#publisher?.start();
  }

  async stop(): Promise<void> {
    await this.#publisher?.stop();
  }

  /**
   * Gives a command and waits for its outcome.
   * @param isOnItsWay the job was submitted, and perhaps no worker has taken it in yet: one that its key does not know is
   * asked for again.
   * @returns without an outcome when nobody has obeyed the command in time; it stays given.
   * @throws what the store rejects with when the command could not be left there.
   */
  async send(order: Order, { isOnItsWay = false } = {}): Promise<CommandAnswer> {
    const deadline = performance.now() + this.#withinMs;
    for (let retryMs = firstRetryMs; ; retryMs *= 2) {
      const commandId = await this.give(order);
      const outcome = await this.#outcome(commandId, deadline);
      const isLate = performance.now() + retryMs > deadline;
      if (outcome?.kind !== "unknown-job" || !isOnItsWay || isLate) return answerOf(order, commandId, outcome);
      await pause(retryMs);
    }
  }

  /**
   * Gives a command and waits for nobody.
   * @returns its id.
   */
  async give(order: Order): Promise<string> {
    const { commandId, keyId } = await this.#commands.give(order);
    const wake: WakeMessage = { keyId, from: "operator", command: true };
    this.#publisher?.hint(this.#wakeExchange, "", Buffer.from(JSON.stringify(wake)));
    return commandId;
  }

  async #outcome(commandId: string, deadline: number): Promise<CommandOutcome | undefined> {
    for (let pauseMs = firstLookMs; ; pauseMs = Math.min(pauseMs * 2, longestPauseMs)) {
      await pause(pauseMs);
      // It is given, whatever happens now: an answer that cannot be read is one that is not known yet.
      const found = await this.#commands.find(commandId).catch(() => undefined);
      if (found?.outcome || performance.now() >= deadline) return found?.outcome;
    }
  }
}

function answerOf({ command }: Order, commandId: string, outcome: CommandOutcome | undefined): CommandAnswer {
  return {
    commandId,
    ...(command.kind === "replay" ? { newJobId: command.newJobId } : {}),
    ...(outcome ? { outcome } : {}),
  };
}
