import { once } from "node:events";
import { createServer, connect as dial, type Socket } from "node:net";

/**
 * A TCP proxy that can stop passing on what the broker answers, while everything still reaches the broker; or stop
 * taking what clients send, as a broker does that cannot keep up.
 */
export class SwallowingProxy {
  readonly #server = createServer((client) => this.#pipe(client));
  readonly #sockets = new Set<Socket>();
  readonly #pipes: { client: Socket; broker: Socket }[] = [];
  readonly #broker: URL;
  #swallow = false;
  #stopped: Promise<void> | undefined;

  constructor(brokerUrl: string) {
    this.#broker = new URL(brokerUrl);
  }

  /** Begins to listen; resolves to the broker's address through this proxy. */
  async start(): Promise<string> {
    this.#server.listen(0, "127.0.0.1");
    await once(this.#server, "listening");
    const address = this.#server.address();
    if (address === null || typeof address === "string") throw new Error("expected a TCP address");
    const url = new URL(this.#broker);
    url.hostname = "127.0.0.1";
    url.port = String(address.port);
    return url.href;
  }

  swallowAnswers(): void {
    this.#swallow = true;
  }

  /** Breaks every connection; those that follow get their answers. */
  passAnswers(): void {
    this.#swallow = false;
    for (const socket of this.#sockets) socket.destroy();
  }

  stall(): void {
    for (const { client, broker } of this.#pipes) client.unpipe(broker).pause();
  }

  /** Takes what clients have sent since `stall`, and all that follows. */
  goOn(): void {
    for (const { client, broker } of this.#pipes) client.pipe(broker);
  }

  stop(): Promise<void> {
    this.#stopped ??= this.#close();
    return this.#stopped;
  }

  async #close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    this.#server.close();
    await once(this.#server, "close");
  }

  #pipe(client: Socket): void {
    const broker = dial(Number(this.#broker.port || 5672), this.#broker.hostname);
    client.pipe(broker);
    this.#pipes.push({ client, broker });
    broker.on("data", (chunk) => {
      if (!this.#swallow) client.write(chunk);
    });
    for (const socket of [client, broker]) {
      this.#sockets.add(socket);
      socket.on("error", () => undefined);
      socket.on("close", () => {
        client.destroy();
        broker.destroy();
      });
    }
  }
}
