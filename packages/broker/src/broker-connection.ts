import { type Logger, pause, RequestCounter } from "@baton/runtime";
import { type ChannelModel, connect, type RecoveringChannelModel } from "amqplib";
import { declareTopology } from "./topology.ts";
import { Waiters } from "./waiters.ts";

/** Runs after each (re)connection, in the order of registration. */
export type ConnectHook = (model: ChannelModel) => Promise<void>;

export type BrokerConnectionOptions = {
  url: string;
  namespace: string;
  /** Shown in the broker's own list of connections. */
  name: string;
  logger: Logger;
  /** Told of every message that is sent or received. */
  messages?: RequestCounter;
};

const heartbeatSeconds = 10;
const closeMs = 2000;

/**
 * One connection that comes back by itself. States: connecting → connected → (lost → connecting)* → closed.
 * The topology is declared at each connection, so a broker whose disk was wiped is set up again.
 */
export class BrokerConnection {
  readonly namespace: string;
  readonly logger: Logger;
  readonly messages: RequestCounter;
  /** Woken at each change of this connection, and of the channels on it. */
  readonly changes = new Waiters();
  readonly #options: BrokerConnectionOptions;
  readonly #hooks: ConnectHook[] = [];
  #recovering: RecoveringChannelModel | undefined;
  #model: ChannelModel | undefined;
  #blockedReason: string | undefined;
  #lastError: string | undefined;
  #oddQueues: string[] = [];
  #closed = false;

  constructor(options: BrokerConnectionOptions) {
    this.#options = options;
    this.namespace = options.namespace;
    this.logger = options.logger;
    this.messages = options.messages ?? new RequestCounter();
  }

  /** As whom it connects. */
  get user(): string {
    const { username } = new URL(this.#options.url);
    return username === "" ? "guest" : decodeURIComponent(username);
  }

  /** The open connection, or undefined while there is none. */
  get model(): ChannelModel | undefined {
    return this.#model;
  }

  /** Why the last try to connect failed. */
  get lastError(): string | undefined {
    return this.#lastError;
  }

  /** Set while the broker refuses publications (memory or disk alarm). */
  get blockedReason(): string | undefined {
    return this.#blockedReason;
  }

  /** Queues that exist with other arguments than ours, and are used as they are. */
  get oddQueues(): readonly string[] {
    return this.#oddQueues;
  }

  /** What the broker says of itself. */
  get server(): { product: string; version: string } | undefined {
    const { product, version } = this.#model?.connection.serverProperties ?? {};
    return product === undefined || version === undefined ? undefined : { product, version };
  }

  /** True after `close`: it does not come back. */
  get isClosed(): boolean {
    return this.#closed;
  }

  /** Begins to connect and returns at once; see `ready`. */
  async start(): Promise<void> {
    const recovering = await connect(withHeartbeat(this.#options.url), {
      clientProperties: { connection_name: this.#options.name },
      timeout: 5000,
      recovery: {
        waitForConnect: false,
        initialDelay: 100,
        maxDelay: 2000,
        setup: (model: ChannelModel) => this.#onConnect(model),
      },
    });
    this.#recovering = recovering;
    recovering.on("disconnect", (err) => this.#onDisconnect(err));
    recovering.on("connect-failed", (err) => {
      this.#lastError = describe(err);
      this.logger.debug({ err }, "Broker not reachable yet");
    });
    recovering.on("error", (err) => this.logger.debug({ err }, "Broker connection error"));
  }

  /** Adds a hook; on an open connection it runs now, too. */
  async onConnect(hook: ConnectHook): Promise<void> {
    this.#hooks.push(hook);
    if (this.#model) await hook(this.#model);
  }

  /** Waits for an open connection whose hooks have run. False when `ms` passed or the connection was closed. */
  async ready(ms: number): Promise<boolean> {
    await this.changes.until(() => this.#model !== undefined || this.#closed, ms);
    return this.#model !== undefined;
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#model = undefined;
    this.changes.wake();
    const closed = this.#recovering
      ?.close()
      .catch((err) => this.logger.debug({ err }, "Broker connection was already gone"));
    // A broker that does not answer must not keep a process from ending.
    await Promise.race([closed, pause(closeMs)]);
  }

  async #onConnect(model: ChannelModel): Promise<void> {
    // amqplib listens only when this set-up is done; until then an error would be nobody's and end the process.
    model.on("error", (err) => this.logger.debug({ err }, "Broker connection error"));
    model.on("blocked", (reason) => {
      this.#blockedReason = reason;
      this.logger.warn({ reason }, "The broker blocks publications");
    });
    model.on("unblocked", () => {
      this.#blockedReason = undefined;
      this.changes.wake();
    });
    const oddQueues: string[] = [];
    await declareTopology(model, this.namespace, (queue) => {
      oddQueues.push(queue);
      this.logger.warn({ queue }, "The queue exists with other arguments; it is used as it is");
    });
    this.#oddQueues = oddQueues;
    for (const hook of this.#hooks) await hook(model);
    if (this.#closed) return;
    this.#model = model;
    this.#blockedReason = undefined;
    this.#lastError = undefined;
    this.logger.debug("Connected to the broker");
    this.changes.wake();
  }

  #onDisconnect(err: Error): void {
    this.#model = undefined;
    this.#lastError = describe(err);
    if (!this.#closed) this.logger.warn({ reason: describe(err) }, "Broker connection lost; connecting again");
  }
}

function withHeartbeat(url: string): string {
  const parsed = new URL(url);
  if (!parsed.searchParams.has("heartbeat")) parsed.searchParams.set("heartbeat", String(heartbeatSeconds));
  return parsed.href;
}

function describe(err: Error | undefined): string {
  return err?.message || (err && "code" in err ? String(err.code) : "connection closed");
}
