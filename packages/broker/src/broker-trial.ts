import { randomUUID } from "node:crypto";
import type { ChannelModel } from "amqplib";
import { claimInstance, InstanceMismatchError } from "./instance-check.ts";
import { brokerNames, isReplyCode, withChannel } from "./topology.ts";
import { oddRungs } from "./wake-ladder.ts";

/** `untold`: storage has no id yet, so there is nothing to compare. */
export type InstanceTie =
  | { kind: "ours" }
  | { kind: "free" }
  | { kind: "untold" }
  | { kind: "another's"; reason: string };

export type BrokerTrial = {
  /** Why a message could not be sent through a queue of its own and back; undefined: it could. */
  refusal: string | undefined;
  /** Queues of the wake ladder that exist with other arguments than ours. */
  oddQueues: string[];
  instance: InstanceTie;
};

/**
 * Tries what a worker needs of the broker: makes a queue under this namespace's names, sends a message through it and
 * deletes it. Claims nothing and leaves nothing behind.
 * @param instanceId storage's; undefined when nobody has prepared it.
 * @throws when the connection breaks meanwhile.
 */
export async function tryBroker(
  model: ChannelModel,
  namespace: string,
  instanceId: string | undefined,
): Promise<BrokerTrial> {
  return {
    refusal: await refusalOf(sendThroughOwnQueue(model, namespace)),
    oddQueues: await oddRungs(model, namespace),
    instance: await instanceTie(model, namespace, instanceId),
  };
}

async function sendThroughOwnQueue(model: ChannelModel, namespace: string): Promise<void> {
  const queue = `${brokerNames(namespace).instance}.doctor-${randomUUID()}`;
  const channel = await model.createConfirmChannel();
  // A refusal closes the channel; the promise of what was refused reports it.
  channel.on("error", () => undefined);
  await channel.assertQueue(queue, { exclusive: true, autoDelete: true });
  channel.publish("", queue, Buffer.from("doctor"));
  await channel.waitForConfirms();
  const got = await channel.get(queue, { noAck: true });
  await channel.deleteQueue(queue);
  await channel.close();
  if (got === false) throw new Error("a message that was confirmed did not arrive in its queue");
}

async function refusalOf(trial: Promise<void>): Promise<string | undefined> {
  try {
    await trial;
    return undefined;
  } catch (err) {
    return err instanceof Error ? err.message : String(err);
  }
}

/** A declaration would claim the namespace for storage that has not claimed it: first it is asked whether the queue is there. */
async function instanceTie(model: ChannelModel, namespace: string, instanceId?: string): Promise<InstanceTie> {
  if (instanceId === undefined) return { kind: "untold" };
  try {
    await withChannel(model, (channel) => channel.checkQueue(brokerNames(namespace).instance));
    await claimInstance(model, namespace, instanceId);
    return { kind: "ours" };
  } catch (err) {
    if (isReplyCode(err, 404)) return { kind: "free" };
    if (err instanceof InstanceMismatchError) return { kind: "another's", reason: err.message };
    throw err;
  }
}
