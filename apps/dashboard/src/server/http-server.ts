import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Logger } from "@baton/runtime";
import type { PageStatus } from "./page-status.ts";
import { type ProblemBody, problemContentType } from "./problem.ts";
import { refusalOf } from "./request-guard.ts";

const closeGraceMs = 1000;

export type HttpServerOptions = { host: string; port: number; pageStatus: PageStatus; logger: Logger };

/** Listens before its pages are loaded: requests that come earlier wait for `serve`. */
export class HttpServer {
  readonly #options: HttpServerOptions;
  readonly #handler = Promise.withResolvers<RequestListener>();
  readonly #server: Server;

  constructor(options: HttpServerOptions) {
    this.#options = options;
    this.#server = createServer((request, response) => void this.#answer(request, response));
  }

  /** @returns the port, which the system chose if 0 was asked for. */
  async listen(): Promise<number> {
    const { host, port } = this.#options;
    const listening = Promise.withResolvers<void>();
    this.#server.once("error", listening.reject);
    this.#server.listen(port, host, listening.resolve);
    await listening.promise;
    this.#server.off("error", listening.reject);
    return (this.#server.address() as AddressInfo).port;
  }

  serve(handler: RequestListener): void {
    this.#handler.resolve(handler);
  }

  /** Lets running requests end, for a second at most. */
  async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    this.#server.closeIdleConnections();
    const timer = setTimeout(() => this.#server.closeAllConnections(), closeGraceMs);
    await closed;
    clearTimeout(timer);
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const refusal = refusalOf({ method: request.method ?? "", headers: request.headers }, this.#options.host);
    if (refusal) {
      this.#options.logger.warn({ code: refusal.code, host: request.headers.host }, "A request was refused");
      return writeProblem(response, refusal);
    }
    try {
      const handler = await this.#handler.promise;
      await this.#options.pageStatus.during(response, () => handler(request, response));
    } catch (err) {
      this.#options.logger.error({ err }, "A request failed");
      response.destroy();
    }
  }
}

function writeProblem(response: ServerResponse, problem: ProblemBody): void {
  response.writeHead(problem.status, { "Content-Type": problemContentType });
  response.end(JSON.stringify(problem));
}
