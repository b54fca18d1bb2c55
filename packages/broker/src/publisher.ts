import { type ConfirmChannel, IllegalOperationError, type Message, type Options } from "amqplib";
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
  /** The connection's own user: the broker refuses any other. */
  userId?: string;
};

export type PublisherOptions = {
  /** How long a publication waits for a broker that takes it (connected, not blocked, keeping up), ms; default 5 s. */
  waitMs?: number;
  /** How long it then waits for its confirm, ms; default 5 s. */
  confirmMs?: number;
};

/**
 * Publishes persistent messages with confirms and `mandatory`. While the broker blocks the connection or does not
 * keep up with what was written, publications wait here, where it is certain that they have not been sent.
 */
export class Publisher {
  readonly #connection: BrokerConnection;
  readonly #keeper: ChannelKeeper;
  readonly #waitMs: number;
  readonly #confirmMs: number;
  readonly #returned = new Set<string>();
  #publications = 0;
  /** The channel that asked to wait, until it has written out what it was given. */
  #full: ConfirmChannel | undefined;

  constructor(connection: BrokerConnection, { waitMs = 5000, confirmMs = 5000 }: PublisherOptions = {}) {
    this.#connection = connection;
    this.#waitMs = waitMs;
    this.#confirmMs = confirmMs;
    this.#keeper = new ChannelKeeper(connection, async (channel) => {
      channel.on("return", (message) => this.#noteReturned(message));
      channel.on("drain", () => this.#noteDrained());
    });
  }

  start(): Promise<void> {
    return this.#keeper.start();
  }

  stop(): Promise<void> {
    return this.#keeper.stop();
  }

  /** Waits for the broker's word: `waitMs` until it can be sent, then `confirmMs`. */
  async publish(publication: Publication): Promise<PublishOutcome> {
    const deadline = performance.now() + this.#waitMs;
    while (this.#open === undefined) {
      if (!(await this.#opened(deadline - performance.now()))) return "unavailable";
    }
    // In the same turn as the last look, so that those who wait together do not all go at once.
    return this.#send(this.#open, publication);
  }

  /** Sends a hint whose loss does no harm: not persistent, not mandatory, nothing awaited. */
  hint(exchange: string, routingKey: string, body: Buffer): void {
    // A broker that blocks reads nothing; what is written would pile up in this process.
    if (this.#connection.blockedReason !== undefined) return;
    this.#connection.messages.count("broker", "HINT", body.length);
    try {
      this.#keeper.channel?.publish(exchange, routingKey, body, { contentType: "application/json" });
    } catch {
      // Closed in this instant; the sweep finds what the hint would have told.
    }
  }

  /** The channel, if it takes a publication now. */
  get #open(): ConfirmChannel | undefined {
    const { model, blockedReason } = this.#connection;
    if (model === undefined || blockedReason !== undefined) return undefined;
    return this.#keeper.channel === this.#full ? undefined : this.#keeper.channel;
  }

  async #opened(ms: number): Promise<boolean> {
    await this.#connection.changes.until(() => this.#open !== undefined || this.#connection.isClosed, ms);
    return this.#open !== undefined;
  }

  #send(channel: ConfirmChannel, publication: Publication): Promise<PublishOutcome> {
    this.#connection.messages.count("broker", "PUBLISH", publication.body.length);
    this.#publications += 1;
    const publicationId = String(this.#publications);
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => resolve("unknown"), this.#confirmMs);
      const settle = (outcome: PublishOutcome) => {
        clearTimeout(timer);
        resolve(outcome);
      };
      const { exchange, routingKey, body } = publication;
      try {
        // A returned message comes before its confirm, so the set is complete when the callback runs.
        const hasRoom = channel.publish(exchange, routingKey, body, optionsOf(publication, publicationId), (err) => {
          const unroutable = this.#returned.delete(publicationId);
          settle(err ? "unknown" : unroutable ? "unroutable" : "accepted");
        });
        if (!hasRoom) this.#full = channel;
      } catch (err) {
        clearTimeout(timer);
        // The channel was closed before anything was written. Anything else is wrong with the publication.
        if (err instanceof IllegalOperationError) resolve("unavailable");
        else reject(err);
      }
    });
  }

  #noteDrained(): void {
    this.#full = undefined;
    this.#connection.changes.wake();
  }

  #noteReturned(message: Message): void {
    const { correlationId } = message.properties;
    if (typeof correlationId === "string") this.#returned.add(correlationId);
  }
}

function optionsOf({ contentType, headers, messageId, userId }: Publication, publicationId: string): Options.Publish {
  return {
    persistent: true,
    mandatory: true,
    contentType: contentType ?? "application/json",
    // Tells a returned message from others, its own retries included; a property costs the broker less than a header.
    correlationId: publicationId,
    ...(headers === undefined ? {} : { headers }),
    ...(messageId === undefined ? {} : { messageId }),
    ...(userId === undefined ? {} : { userId }),
  };
}
