import { brokerNames, type Delivery, type Publisher } from "@baton/broker";
import type { RejectedMessage } from "@baton/contracts";
import type { Logger } from "@baton/runtime";
import type { JobFeed } from "@baton/store";

export type RejectionsDeps = { namespace: string; publisher: Publisher; feed: JobFeed; logger: Logger };

const previewChars = 200;

/** Where messages go that can never become jobs: nothing unreadable stops the line. */
export class Rejections {
  readonly #deps: RejectionsDeps;

  constructor(deps: RejectionsDeps) {
    this.#deps = deps;
  }

  /**
   * Puts a message into the rejected queue with the reason, then takes it off the jobs queue. The list that people see
   * is written first: while storage is away the message comes again and again, and would leave a copy each time.
   * @throws when it is in neither, or in the list alone: it must come again.
   */
  async reject(delivery: Delivery, reason: string): Promise<undefined> {
    const { namespace, publisher, feed, logger } = this.#deps;
    await feed.noteRejected(rejectedMessage(delivery, reason));
    const outcome = await publisher.publish({
      exchange: "",
      routingKey: brokerNames(namespace).rejected,
      body: delivery.body,
      headers: { "x-baton-reason": reason },
      contentType: "application/octet-stream",
      ...(delivery.messageId === undefined ? {} : { messageId: delivery.messageId }),
    });
    if (outcome !== "accepted") throw new Error(`The broker did not take a rejected message: ${outcome}`);
    delivery.ack();
    logger.warn({ reason, messageId: delivery.messageId, bytes: delivery.body.length }, "Message rejected");
    return undefined;
  }
}

function rejectedMessage({ body, messageId }: Delivery, reason: string): RejectedMessage {
  return {
    rejectedAt: new Date().toISOString(),
    reason,
    bytes: body.length,
    preview: body.toString("utf8", 0, previewChars),
    ...(messageId === undefined ? {} : { messageId }),
  };
}
