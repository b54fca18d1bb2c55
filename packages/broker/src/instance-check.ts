import type { ChannelModel } from "amqplib";
import { brokerNames, isReplyCode, withChannel } from "./topology.ts";

/** The broker's queues of this namespace belong to another storage. */
export class InstanceMismatchError extends Error {
  readonly code = "instance-mismatch";
  override name = "InstanceMismatchError";
}

/**
 * Ties this namespace of the broker to one storage, whoever comes first; one atomic declaration. The id is an
 * argument of the queue (its dead-letter routing key), because AMQP compares arguments but cannot list queues.
 * @throws {InstanceMismatchError} when another storage was here first: its jobs must not be eaten by this one.
 */
export async function claimInstance(model: ChannelModel, namespace: string, instanceId: string): Promise<void> {
  const names = brokerNames(namespace);
  try {
    await withChannel(model, (channel) =>
      channel.assertQueue(names.instance, {
        durable: true,
        arguments: {
          "x-queue-type": "quorum",
          "x-dead-letter-exchange": "",
          "x-dead-letter-routing-key": instanceId,
        },
      }),
    );
  } catch (err) {
    if (!isReplyCode(err, 406)) throw err;
    const owner = /current is '([^']+)'/.exec((err as Error).message)?.[1] ?? "another";
    throw new InstanceMismatchError(
      `The broker's "${namespace}.*" queues belong to the storage instance ${owner}, but this storage is instance ${instanceId}. ` +
        `Use the storage or the broker that belong together, or set another BATON_NAMESPACE; ` +
        `if the other storage is gone for good, delete the queue "${names.instance}" at the broker.`,
      { cause: err },
    );
  }
}
