import { randomUUID } from "node:crypto";
import type { Message, Options } from "amqplib";
import type { BrokerConnection } from "./broker-connection.ts";
import { ChannelKeeper } from "./channel-keeper.ts";

/**
 * What became of a publication.
 * - `accepted`: the broker has it, on disk, in a queue.
 * - `unroutable`: no queue takes it; nothing is stored.
 * - `unavailable`: nothing was sent.
 * - `unknown`: sent, but no answer came: it may or may not be there.
 */
export type PublishOutcome = "accepted" | "unroutable" | "unavailable" | "unknown";

export type Publication = {
  exchange: string;
  routingKey: string;
  body: Buffer;
  messageId?: string;
  headers?: Record<string, string>;
  contentType?: string;
};

export type PublisherOptions = { timeLimitMs?: number };

const publicationHeader = "x-baton-publication";

/** Publishes persistent messages with confirms, `mandatory` and a time limit. */
export class Publisher {
  readonly #connection: BrokerConnection;
  readonly #keeper: ChannelKeeper;
  readonly #timeLimitMs: number;
  readonly #returned = new Set<string>();

  constructor(connection: BrokerConnection, { timeLimitMs = 5000 }: PublisherOptions = {}) {
    this.#connection = connection;
    this.#timeLimitMs = timeLimitMs;
    this.#keeper = new ChannelKeeper(connection, async (channel) => {
      channel.on("return", (message) => this.#noteReturned(message));
    });
  }

  start(): Promise<void> {
    return this.#keeper.start();
  }

  stop(): Promise<void> {
    return this.#keeper.stop();
  }

  /** Waits for the broker's word, the time limit at most, for the connection as well as for the confirm. */
  async publish(publication: Publication): Promise<PublishOutcome> {
    const deadline = Date.now() + this.#timeLimitMs;
    if (this.#connection.blockedReason !== undefined) return "unavailable";
    if (!(await this.#connection.ready(this.#timeLimitMs))) return "unavailable";
    const channel = this.#keeper.channel;
    if (!channel) return "unavailable";

    this.#connection.messages.count("broker", "PUBLISH", publication.body.length);
    const publicationId = randomUUID();
    const options: Options.Publish = {
      persistent: true,
      mandatory: true,
      contentType: publication.contentType ?? "application/json",
      headers: { ...publication.headers, [publicationHeader]: publicationId },
      ...(publication.messageId === undefined ? {} : { messageId: publication.messageId }),
    };
    return new Promise((resolve) => {
      const timer = setTimeout(() => resolve("unknown"), Math.max(1, deadline - Date.now()));
      const settle = (outcome: PublishOutcome) => {
        clearTimeout(timer);
        resolve(outcome);
      };
      try {
        // A returned message comes before its confirm, so the set is complete when the callback runs.
        channel.publish(publication.exchange, publication.routingKey, publication.body, options, (err) => {
          const unroutable = this.#returned.delete(publicationId);
          settle(err ? "unknown" : unroutable ? "unroutable" : "accepted");
        });
      } catch {
        // The channel was closed before anything was written.
        settle("unavailable");
      }
    });
  }

  /** Sends a hint whose loss does no harm: not persistent, not mandatory, nothing awaited. */
  hint(exchange: string, routingKey: string, body: Buffer): void {
    this.#connection.messages.count("broker", "HINT", body.length);
    try {
      this.#keeper.channel?.publish(exchange, routingKey, body, { contentType: "application/json" });
    } catch {
      // Closed in this instant; the sweep finds what the hint would have told.
    }
  }

  #noteReturned(message: Message): void {
    const publicationId = message.properties.headers?.[publicationHeader];
    if (typeof publicationId === "string") this.#returned.add(publicationId);
  }
}
