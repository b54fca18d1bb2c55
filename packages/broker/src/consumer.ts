import { openSpan, type RunningSpan } from "@baton/runtime/tracing";
import type { ConfirmChannel, ConsumeMessage } from "amqplib";
import type { BrokerConnection } from "./broker-connection.ts";
import { ChannelKeeper } from "./channel-keeper.ts";
import { brokerNames, declareTopology } from "./topology.ts";

export type Delivery = {
  body: Buffer;
  messageId: string | undefined;
  /** Whoever published it, if they said so: the broker has compared it with the user of their connection. */
  userId: string | undefined;
  headers: Record<string, unknown>;
  redelivered: boolean;
  /** Until the message is settled; undefined while tracing is off, and for a message without a trace. */
  span: RunningSpan | undefined;
  // The first of the two counts; a second one would make the broker close the channel.
  /** Tells the broker that the message is safe here. Does nothing when its channel is gone: it comes again. */
  ack(): void;
  /** Gives the message back to the queue. */
  requeue(): void;
};

export type DeliveryHandler = (delivery: Delivery) => void;

/** Takes messages off the jobs queue; goes on after reconnections and after the queue was deleted. */
export function consumeJobs(
  connection: BrokerConnection,
  prefetch: number,
  onDelivery: DeliveryHandler,
): ChannelKeeper {
  const names = brokerNames(connection.namespace);
  const keeper = new ChannelKeeper(connection, async (channel, model) => {
    await declareTopology(model, connection.namespace, () => undefined);
    await channel.prefetch(prefetch);
    await channel.consume(names.jobs, (message) =>
      message
        ? onDelivery(toDelivery(connection, channel, message))
        : cancelledByBroker(keeper, connection, names.jobs),
    );
  });
  return keeper;
}

/** Listens on an exchange with a queue of its own that ends with the connection; messages need no ack. */
export function subscribe(
  connection: BrokerConnection,
  exchange: string,
  pattern: string,
  onMessage: (body: Buffer, routingKey: string) => void,
): ChannelKeeper {
  const keeper = new ChannelKeeper(connection, async (channel) => {
    const { queue } = await channel.assertQueue("", { exclusive: true, durable: false, autoDelete: true });
    await channel.bindQueue(queue, exchange, pattern);
    await channel.consume(
      queue,
      (message) =>
        message ? onMessage(message.content, message.fields.routingKey) : cancelledByBroker(keeper, connection, queue),
      { noAck: true },
    );
  });
  return keeper;
}

// amqplib hands over `null` when the broker ended the consumer: its queue was deleted or moved.
function cancelledByBroker(keeper: ChannelKeeper, connection: BrokerConnection, queue: string): void {
  connection.logger.warn({ queue }, "The broker ended a consumer; it is made again");
  void keeper.renew();
}

function toDelivery(connection: BrokerConnection, channel: ConfirmChannel, message: ConsumeMessage): Delivery {
  connection.messages.count("broker", "DELIVERY").received += message.content.length;
  let settled = false;
  const span = spanOf(message);
  const settle = (action: () => void, failedBy?: string) => {
    if (settled) return;
    settled = true;
    span?.end(failedBy);
    try {
      action();
    } catch {
      // The channel is closed: the broker delivers the message again.
    }
  };
  return {
    body: message.content,
    messageId: textOf(message.properties.messageId),
    userId: textOf(message.properties.userId),
    headers: message.properties.headers ?? {},
    redelivered: message.fields.redelivered,
    span,
    ack: () => settle(() => channel.ack(message)),
    requeue: () => settle(() => channel.nack(message, false, true), "requeued"),
  };
}

function spanOf({ fields, properties }: ConsumeMessage): RunningSpan | undefined {
  const parent = textOf(properties.headers?.["traceparent"]);
  if (parent === undefined) return undefined;
  const messageId = textOf(properties.messageId);
  const facts = {
    "messaging.system": "rabbitmq",
    "messaging.operation.name": "consume",
    "messaging.operation.type": "process",
    "messaging.destination.name": fields.routingKey,
    ...(messageId === undefined ? {} : { "messaging.message.id": messageId }),
  };
  return openSpan(`consume ${fields.routingKey}`, { kind: "consumer", facts, parent });
}

function textOf(property: unknown): string | undefined {
  return typeof property === "string" && property !== "" ? property : undefined;
}
