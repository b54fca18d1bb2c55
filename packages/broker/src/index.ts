export { BrokerConnection, type BrokerConnectionOptions } from "./broker-connection.ts";
export type { ChannelKeeper } from "./channel-keeper.ts";
export { consumeJobs, type Delivery, subscribe } from "./consumer.ts";
export { claimInstance, InstanceMismatchError } from "./instance-check.ts";
export { type Publication, Publisher, type PublishOutcome } from "./publisher.ts";
export { countQueue } from "./queue-count.ts";
export { type BrokerNames, brokerNames } from "./topology.ts";
