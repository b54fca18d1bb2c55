import { randomBytes } from "node:crypto";
import { BrokerConnection, brokerNames } from "@baton/broker";
import { createLogger } from "@baton/runtime";
import { onTestFinished } from "vitest";

const logger = createLogger({ level: "silent", base: {} });

export function brokerUrl(): string {
  const url = process.env["AMQP_URL"];
  if (!url) throw new Error("Set AMQP_URL to the address of a RabbitMQ for the integration tests");
  return url;
}

/** A connection in a namespace of its own, whose queues and exchanges go when the test ends. */
export async function setup(): Promise<{ connection: BrokerConnection; namespace: string }> {
  const namespace = `t${randomBytes(8).toString("hex")}`;
  const connection = await connectTo(brokerUrl(), namespace);
  onTestFinished(() => removeTopology(connection));
  if (!(await connection.ready(10_000))) throw new Error(`No broker at AMQP_URL: ${connection.lastError}`);
  return { connection, namespace };
}

/** A further connection, which may lead anywhere. */
export async function connectTo(url: string, namespace: string): Promise<BrokerConnection> {
  const connection = new BrokerConnection({ url, namespace, name: "client test", logger });
  await connection.start();
  onTestFinished(() => connection.close());
  return connection;
}

async function removeTopology(connection: BrokerConnection): Promise<void> {
  const names = brokerNames(connection.namespace);
  const channel = await connection.model?.createChannel();
  for (const queue of [names.jobs, names.rejected]) await channel?.deleteQueue(queue);
  for (const exchange of [names.jobs, names.wake, names.events]) await channel?.deleteExchange(exchange);
}
