import { brokerName } from "@baton/runtime";
import type { Channel, ChannelModel, Options } from "amqplib";

export type BrokerNames = {
  jobs: string;
  rejected: string;
  wake: string;
  /** Begins the names of the rungs of the wake ladder. */
  delay: string;
  events: string;
  instance: string;
};

export function brokerNames(namespace: string): BrokerNames {
  return {
    jobs: brokerName(namespace, "jobs"),
    rejected: brokerName(namespace, "rejected"),
    wake: brokerName(namespace, "wake"),
    delay: brokerName(namespace, "delay"),
    events: brokerName(namespace, "events"),
    instance: brokerName(namespace, "instance"),
  };
}

const quorum = { "x-queue-type": "quorum" };

// The limit is set on every version alike: 3.10 has none of its own (and takes -1, then drops a message at
// its first return), 4.x would dead-letter after 20 returns. The inbox, not the broker, bounds attempts.
const deliveryLimit = 1_000_000;

/**
 * Declares what a submission needs: whoever connects does this, so that jobs can be sent before any worker
 * has ever run. Safe to repeat.
 * @param model an open connection; channels are made as needed, because a refused declaration closes its own.
 * @param warn called when a queue exists with other arguments (an upgraded broker): it is then used as it is.
 */
export async function declareTopology(
  model: ChannelModel,
  namespace: string,
  warn: (queue: string) => void,
): Promise<void> {
  const names = brokerNames(namespace);
  await declareQueue(model, names.rejected, { durable: true, arguments: quorum }, warn);
  await declareQueue(
    model,
    names.jobs,
    {
      durable: true,
      arguments: {
        ...quorum,
        "x-delivery-limit": deliveryLimit,
        "x-dead-letter-exchange": "",
        "x-dead-letter-routing-key": names.rejected,
      },
    },
    warn,
  );
  await withChannel(model, async (channel) => {
    await channel.assertExchange(names.jobs, "direct", { durable: true });
    await channel.bindQueue(names.jobs, names.jobs, names.jobs);
    await channel.assertExchange(names.wake, "fanout", { durable: true });
    await channel.assertExchange(names.events, "topic", { durable: true });
  });
}

async function declareQueue(
  model: ChannelModel,
  queue: string,
  options: Options.AssertQueue,
  warn: (queue: string) => void,
): Promise<void> {
  try {
    await withChannel(model, (channel) => channel.assertQueue(queue, options));
  } catch (err) {
    if (!isReplyCode(err, 406)) throw err;
    await withChannel(model, (channel) => channel.checkQueue(queue));
    warn(queue);
  }
}

/** A channel for one errand. The broker answers a refusal by closing the channel, so errands do not share. */
export async function withChannel<T>(model: ChannelModel, errand: (channel: Channel) => Promise<T>): Promise<T> {
  const channel = await model.createChannel();
  // Without a listener a refusal would be an uncaught "error" event; the errand's promise reports it.
  channel.on("error", () => undefined);
  const result = await errand(channel);
  await channel.close();
  return result;
}

export function isReplyCode(err: unknown, code: number): boolean {
  return err instanceof Error && "code" in err && err.code === code;
}
