import type { BrokerConnection } from "./broker-connection.ts";
import { withChannel } from "./topology.ts";

/** How many ready messages a queue holds and how many consumers it has. Throws while there is no connection. */
export async function countQueue(
  connection: BrokerConnection,
  queue: string,
): Promise<{ messages: number; consumers: number }> {
  const model = connection.model;
  if (!model) throw new Error("not connected to the broker");
  const { messageCount, consumerCount } = await withChannel(model, (channel) => channel.checkQueue(queue));
  return { messages: messageCount, consumers: consumerCount };
}
