import { type BrokerConnection, brokerNames, type ChannelKeeper, subscribe } from "@baton/broker";
import {
  isTenantOf,
  type JobEvent,
  jobEventSchema,
  parseLossless,
  type Redaction,
  type Tenants,
} from "@baton/contracts";
import type { Logger } from "@baton/runtime";

type Client = ReadableStreamDefaultController<Uint8Array>;

const heartbeatMs = 15_000;
const watchMs = 250;
/** A browser that is this many messages behind is cut off; it comes back and reads the lists anew. */
const maxBacklog = 1000;

const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { fatal: true });

/**
 * `GET /api/events`: one subscription at the broker, shared by all browsers.
 * Tells each of them `ready` when events flow (at the start and after every gap: time to read the lists
 * again) and `paused` while the broker is away.
 */
export class LiveEvents {
  readonly #connection: BrokerConnection;
  readonly #redaction: Redaction;
  readonly #logger: Logger;
  readonly #keeper: ChannelKeeper;
  /** With the tenants whose events each of them gets. */
  readonly #clients = new Map<Client, Tenants>();
  readonly #listeners: ((event: JobEvent) => void)[] = [];
  #subscribedModel: BrokerConnection["model"];
  #timers: NodeJS.Timeout[] = [];
  #stopped = false;

  constructor(connection: BrokerConnection, redaction: Redaction, logger: Logger) {
    this.#connection = connection;
    this.#redaction = redaction;
    this.#logger = logger;
    this.#keeper = subscribe(connection, brokerNames(connection.namespace).events, "#", (body) => this.#pass(body));
  }

  async start(): Promise<void> {
    await this.#keeper.start();
    this.#timers = [
      setInterval(() => this.#broadcast(": still here\n\n"), heartbeatMs),
      setInterval(() => this.#noteConnection(), watchMs),
    ];
  }

  /** Ends every stream. */
  async stop(): Promise<void> {
    this.#stopped = true;
    for (const timer of this.#timers) clearInterval(timer);
    for (const client of this.#clients.keys()) this.#drop(client);
    await this.#keeper.stop();
  }

  get openStreams(): number {
    return this.#clients.size;
  }

  /** Calls `listener` with every event, for what this process itself knows by them. */
  onEvent(listener: (event: JobEvent) => void): void {
    this.#listeners.push(listener);
  }

  /** @param tenants those of whoever listens. */
  open(tenants: Tenants): ReadableStream<Uint8Array> {
    let client: Client;
    return new ReadableStream<Uint8Array>(
      {
        start: (controller) => {
          client = controller;
          if (this.#stopped) return controller.close();
          this.#clients.set(controller, tenants);
          this.#send(controller, `retry: 1000\n${stateMessage(this.#subscribedModel !== undefined)}`);
        },
        cancel: () => void this.#clients.delete(client),
      },
      { highWaterMark: maxBacklog },
    );
  }

  #pass(body: Buffer): void {
    const event = readEvent(body);
    if (!event) {
      this.#logger.debug("A live event could not be read");
      return;
    }
    for (const listener of this.#listeners) listener(event);
    const text = `event: job-event\nid: ${event.eventId}\ndata: ${JSON.stringify(this.#redaction.answer(event))}\n\n`;
    this.#broadcast(text, (tenants) => isTenantOf(tenants, event.tenantId));
  }

  // The connection tells nobody when it is lost; a new connection is a new object.
  #noteConnection(): void {
    const model = this.#connection.model;
    if (model === this.#subscribedModel) return;
    this.#subscribedModel = model;
    this.#broadcast(stateMessage(model !== undefined));
  }

  #broadcast(message: string, isFor: (tenants: Tenants) => boolean = () => true): void {
    for (const [client, tenants] of this.#clients) if (isFor(tenants)) this.#send(client, message);
  }

  #send(client: Client, message: string): void {
    if ((client.desiredSize ?? 0) > 0) client.enqueue(encoder.encode(message));
    else this.#drop(client);
  }

  #drop(client: Client): void {
    if (this.#clients.delete(client)) client.close();
  }
}

function stateMessage(flowing: boolean): string {
  return `event: ${flowing ? "ready" : "paused"}\ndata: {}\n\n`;
}

function readEvent(body: Buffer): JobEvent | undefined {
  try {
    return jobEventSchema.safeParse(parseLossless(decoder.decode(body))).data;
  } catch {
    return undefined;
  }
}
