import type { ChannelModel, Options } from "amqplib";
import type { BrokerConnection } from "./broker-connection.ts";
import { ChannelKeeper } from "./channel-keeper.ts";
import { brokerNames, isReplyCode, withChannel } from "./topology.ts";

/** Rungs of 2^0 to 2^16 seconds. */
const rungs = 17;
const longestSeconds = 2 ** rungs - 1;

/**
 * Wakes in the future, kept by the broker: a queue for each power of two seconds, each with one time to live for
 * all that is in it, dead-lettering to the next lower rung. A message carries its delay in binary as its routing key
 * and stays in those queues whose bit is set, so none waits behind another. The exchanges of the rungs route by bit.
 * The rungs are made when they are first needed. They only make haste: what is due stands in the markers.
 */
export class WakeLadder {
  readonly #connection: BrokerConnection;
  readonly #keeper: ChannelKeeper;
  #declaredOn: ChannelModel | undefined;
  #declaring: Promise<void> | undefined;

  constructor(connection: BrokerConnection) {
    this.#connection = connection;
    this.#keeper = new ChannelKeeper(connection, async (channel) => {
      // The broker closes a channel whose exchange is gone, and returns what no queue takes: the rungs are made again.
      this.#declaredOn = undefined;
      channel.on("return", () => {
        this.#declaredOn = undefined;
      });
    });
  }

  start(): Promise<void> {
    return this.#keeper.start();
  }

  stop(): Promise<void> {
    return this.#keeper.stop();
  }

  /** Sends `body` to the wake exchange after so many whole seconds. What cannot be sent now is not sent at all. */
  async wakeIn(seconds: number, body: Buffer): Promise<void> {
    const { model, namespace, messages, blockedReason } = this.#connection;
    if (!model || blockedReason !== undefined || seconds < 1 || seconds > longestSeconds) return;
    await this.#declared(model);
    messages.count("broker", "DELAY", body.length);
    const top = rungName(namespace, rungs - 1);
    this.#keeper.channel?.publish(top, bitsOf(Math.floor(seconds)), body, {
      persistent: true,
      mandatory: true,
    });
  }

  async #declared(model: ChannelModel): Promise<void> {
    if (this.#declaredOn === model) return;
    this.#declaring ??= declareRungs(model, this.#connection.namespace)
      .then(() => {
        this.#declaredOn = model;
      })
      .finally(() => {
        this.#declaring = undefined;
      });
    await this.#declaring;
  }
}

async function declareRungs(model: ChannelModel, namespace: string): Promise<void> {
  await withChannel(model, async (channel) => {
    for (let rung = 0; rung < rungs; rung += 1) {
      const name = rungName(namespace, rung);
      await channel.assertExchange(name, "topic", { durable: true });
      await channel.assertQueue(name, rungOptions(namespace, rung));
      await channel.bindQueue(name, name, bitPattern(rung, 1));
      await channel.bindExchange(below(namespace, rung), name, bitPattern(rung, 0));
    }
  });
}

function rungOptions(namespace: string, rung: number): Options.AssertQueue {
  return {
    durable: true,
    arguments: {
      "x-queue-type": "quorum",
      "x-message-ttl": 1000 * 2 ** rung,
      "x-dead-letter-exchange": below(namespace, rung),
    },
  };
}

function below(namespace: string, rung: number): string {
  return rung === 0 ? brokerNames(namespace).wake : rungName(namespace, rung - 1);
}

/** Those that exist with other arguments than ours; what is missing is not made. */
export async function oddRungs(model: ChannelModel, namespace: string): Promise<string[]> {
  const odd: string[] = [];
  for (const [rung, name] of rungNames(namespace).entries()) {
    try {
      await withChannel(model, async (channel) => {
        await channel.checkQueue(name);
        await channel.assertQueue(name, rungOptions(namespace, rung));
      });
    } catch (err) {
      if (isReplyCode(err, 406)) odd.push(name);
      else if (!isReplyCode(err, 404)) throw err;
    }
  }
  return odd;
}

/** What the ladder of a namespace consists of, whether it has been made or not: a queue and an exchange of each name. */
export function rungNames(namespace: string): string[] {
  return Array.from({ length: rungs }, (_, rung) => rungName(namespace, rung));
}

function rungName(namespace: string, rung: number): string {
  return `${brokerNames(namespace).delay}.${String(rung).padStart(2, "0")}`;
}

/** Highest bit first, a word each. */
function bitsOf(seconds: number): string {
  return [...seconds.toString(2).padStart(rungs, "0")].join(".");
}

function bitPattern(rung: number, bit: 0 | 1): string {
  return `${"*.".repeat(rungs - 1 - rung)}${bit}.#`;
}
