import { pause } from "@baton/runtime";
import type { Channel, ChannelModel, ConfirmChannel } from "amqplib";
import type { BrokerConnection } from "./broker-connection.ts";

const retryMs = 500;
/** A broker that does not answer must not keep a process from ending. */
const closeMs = 1000;

/**
 * Keeps one channel open: it is made again after each reconnection, and also when the broker closed the
 * channel alone (a refused operation, a deleted queue). `setup` runs on every new channel.
 */
export class ChannelKeeper {
  readonly #connection: BrokerConnection;
  readonly #setup: (channel: ConfirmChannel, model: ChannelModel) => Promise<void>;
  readonly #closing = new AbortController();
  #channel: ConfirmChannel | undefined;

  constructor(connection: BrokerConnection, setup: (channel: ConfirmChannel, model: ChannelModel) => Promise<void>) {
    this.#connection = connection;
    this.#setup = setup;
  }

  get channel(): ConfirmChannel | undefined {
    return this.#channel;
  }

  async start(): Promise<void> {
    await this.#connection.onConnect((model) => this.#open(model));
  }

  /** Closes this channel so that it is made and set up again. */
  async renew(): Promise<void> {
    await this.#channel?.close().catch(() => undefined);
  }

  /** Resolves when the channel is closed, or after a second: the connection's end closes it, too. */
  async stop(): Promise<void> {
    this.#closing.abort();
    const channel = this.#channel;
    this.#channel = undefined;
    if (channel) await Promise.race([channel.close().catch(() => undefined), pause(closeMs)]);
  }

  async #open(model: ChannelModel): Promise<void> {
    if (this.#closing.signal.aborted) return;
    const channel = await model.createConfirmChannel();
    channel.on("error", (err) => this.#connection.logger.warn({ err }, "The broker closed a channel"));
    channel.on("close", () => void this.#reopen(channel, model));
    await this.#setup(channel, model);
    this.#channel = channel;
    this.#connection.changes.wake();
  }

  async #reopen(closed: Channel, model: ChannelModel): Promise<void> {
    if (this.#channel === closed) this.#channel = undefined;
    while (!this.#closing.signal.aborted && this.#connection.model === model && !this.#channel) {
      await pause(retryMs, this.#closing.signal);
      if (this.#connection.model !== model) return;
      try {
        await this.#open(model);
      } catch (err) {
        this.#connection.logger.warn({ err }, "A channel could not be made again yet");
      }
    }
  }
}
