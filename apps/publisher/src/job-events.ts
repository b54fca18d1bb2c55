import { type BrokerConnection, brokerNames, type ChannelKeeper, subscribe } from "@baton/broker";
import { type JobEvent, jobEventSchema } from "@baton/contracts";

/** Live events of every job, as they become durable. What happens while there is no connection is not told later. */
export function listenToEvents(connection: BrokerConnection, onEvent: (event: JobEvent) => void): ChannelKeeper {
  return subscribe(connection, brokerNames(connection.namespace).events, "#", (body) => {
    const event = readEvent(body);
    if (event) onEvent(event);
  });
}

// Whoever may publish on the exchange may publish rubbish; it is not ours to judge.
function readEvent(body: Buffer): JobEvent | undefined {
  try {
    return jobEventSchema.safeParse(JSON.parse(body.toString())).data;
  } catch {
    return undefined;
  }
}
