import type { BrokerConnection } from "./broker-connection.ts";
import type { ChannelKeeper } from "./channel-keeper.ts";
import { subscribe } from "./consumer.ts";
import type { Publisher } from "./publisher.ts";
import { brokerNames } from "./topology.ts";

const routingKey = "schedules.changed";

/** Tells the leader that schedules have changed. A hint: it looks every ten seconds anyway. */
export function hintSchedules(publisher: Publisher, namespace: string): void {
  publisher.hint(brokerNames(namespace).events, routingKey, Buffer.from("{}"));
}

/** Calls back when somebody has changed schedules. */
export function onSchedulesChanged(connection: BrokerConnection, call: () => void): ChannelKeeper {
  return subscribe(connection, brokerNames(connection.namespace).events, routingKey, call);
}
