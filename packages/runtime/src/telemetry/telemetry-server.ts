import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Registry } from "prom-client";
import { ConfigError } from "../config.ts";
import type { Logger } from "../logger.ts";

/** Something that a process needs to do its work; `reason`: why it cannot be used, in words. */
export type ReadyPart = { name: string; ready: boolean; reason?: string };

export type TelemetryServerOptions = {
  host: string;
  /** 0: any that is free. */
  port: number;
  registry: Pick<Registry, "metrics" | "contentType">;
  /** As it is now; asked at most once a second, however many ask. */
  parts: () => Promise<ReadyPart[]>;
  logger: Logger;
};

const freshMs = 1000;
const partsLimitMs = 3000;
const headersLimitMs = 5000;

/**
 * For those who watch over a process, on a port of its own: `/metrics` for Prometheus, `/healthz` (it answers, so it
 * lives), `/readyz` and `/health` (200 when all that it needs is there, else 503 with what is missing and why).
 */
export class TelemetryServer {
  readonly #options: TelemetryServerOptions;
  readonly #server: Server;
  #looked: { at: number; parts: Promise<ReadyPart[]> } | undefined;

  constructor(options: TelemetryServerOptions) {
    this.#options = options;
    this.#server = createServer({ headersTimeout: headersLimitMs, requestTimeout: headersLimitMs });
    this.#server.on("request", (request, response) => void this.#answer(request, response));
  }

  /** @returns the port. @throws {ConfigError} when it cannot be had. */
  async listen(): Promise<number> {
    const { host, port } = this.#options;
    this.#server.listen(port, host);
    await once(this.#server, "listening").catch((err: Error) => {
      throw new ConfigError(`METRICS_PORT: expected a port that is free, and 0 stands for any (${err.message})`);
    });
    return (this.#server.address() as AddressInfo).port;
  }

  async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    this.#server.closeAllConnections();
    await closed;
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      if (request.method !== "GET" && request.method !== "HEAD") return send(response, 405, { error: "GET only" });
      switch (request.url?.split("?", 1)[0]) {
        case "/metrics":
          return await this.#sendMetrics(response);
        case "/healthz":
          return send(response, 200, { status: "alive" });
        case "/readyz":
        case "/health":
          return await this.#sendReadiness(response);
        default:
          return send(response, 404, { error: "There are /metrics, /healthz, /readyz and /health" });
      }
    } catch (err) {
      this.#options.logger.warn({ err }, "Telemetry could not be told");
      if (response.headersSent) response.destroy();
      else send(response, 500, { error: "It could not be told; the log says why" });
    }
  }

  async #sendMetrics(response: ServerResponse): Promise<void> {
    const { registry } = this.#options;
    const text = await registry.metrics();
    response.writeHead(200, { "Content-Type": registry.contentType }).end(text);
  }

  async #sendReadiness(response: ServerResponse): Promise<void> {
    const parts = await this.#parts();
    const ready = parts.every((part) => part.ready);
    send(response, ready ? 200 : 503, { ready, parts });
  }

  #parts(): Promise<ReadyPart[]> {
    const now = performance.now();
    if (!this.#looked || now - this.#looked.at > freshMs) this.#looked = { at: now, parts: this.#look() };
    return this.#looked.parts;
  }

  async #look(): Promise<ReadyPart[]> {
    const late = Promise.withResolvers<ReadyPart[]>();
    const reason = `nothing was found out within ${partsLimitMs / 1000} s`;
    const timer = setTimeout(() => late.resolve([{ name: "process", ready: false, reason }]), partsLimitMs);
    try {
      return await Promise.race([this.#options.parts(), late.promise]);
    } catch (err) {
      return [{ name: "process", ready: false, reason: (err as Error).message }];
    } finally {
      clearTimeout(timer);
    }
  }
}

function send(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { "Content-Type": "application/json", "Cache-Control": "no-store" });
  response.end(JSON.stringify(body));
}
