import type { BrokerConnection } from "./broker-connection.ts";
import { countQueue } from "./queue-count.ts";
import { brokerNames, isReplyCode } from "./topology.ts";
import { rungNames } from "./wake-ladder.ts";

export type QueueState = {
  name: string;
  role: "jobs" | "rejected" | "wakes" | "instance";
  /** Missing when nobody has made it yet. */
  messages?: number;
  consumers?: number;
};

/** The queues of this namespace, one after another; those of the wake ladder, which are alike, as one. */
export async function reportQueues(connection: BrokerConnection): Promise<QueueState[]> {
  const { jobs, rejected, instance, delay } = brokerNames(connection.namespace);
  const states: QueueState[] = [];
  for (const [name, role] of [
    [jobs, "jobs"],
    [rejected, "rejected"],
    [instance, "instance"],
  ] as const)
    states.push({ name, role, ...(await countIfThere(connection, name)) });
  return [...states, { name: `${delay}.*`, role: "wakes", ...(await countRungs(connection)) }];
}

/** They are made together when the first wake is sent. */
async function countRungs(connection: BrokerConnection) {
  let messages = 0;
  for (const rung of rungNames(connection.namespace)) {
    const counted = await countIfThere(connection, rung);
    if (!counted) return undefined;
    messages += counted.messages;
  }
  return { messages };
}

async function countIfThere(connection: BrokerConnection, queue: string) {
  try {
    return await countQueue(connection, queue);
  } catch (err) {
    if (isReplyCode(err, 404)) return undefined;
    throw err;
  }
}
