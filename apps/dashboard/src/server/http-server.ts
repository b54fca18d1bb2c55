import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { type ApiRoute, traceparentSchema } from "@baton/contracts";
import type { Logger } from "@baton/runtime";
import { inSpan, tellSpan } from "@baton/runtime/tracing";
import type { Caller, Callers } from "./access/callers.ts";
import type { Doorkeeper } from "./access/doorkeeper.ts";
import type { AnsweredRequest } from "./dashboard-metrics.ts";
import { bodyRefusalOf, discardBody } from "./door/body-limit.ts";
import { watchPace } from "./door/body-pace.ts";
import type { Quotas } from "./door/quotas.ts";
import { requestIdOf } from "./door/request-id.ts";
import { pathOf, routeOf } from "./door/request-route.ts";
import type { Requests } from "./door/requests.ts";
import { sendProblem } from "./door/send-problem.ts";
import { type TimeLimits, timeLimits } from "./door/time-limits.ts";
import { sendPagePolicy } from "./page-policy.ts";
import type { PageStatus } from "./page-status.ts";
import { problemOf } from "./problem.ts";
import { refusalOf } from "./request-guard.ts";

const closeGraceMs = 1000;
/** How long an answer that goes on and on, as live events do, goes on for somebody who has been locked out. */
const admitAgainMs = 10_000;

export type HttpServerOptions = {
  host: string;
  port: number;
  /** How browsers know it that come through another server. */
  publicUrl?: string | undefined;
  pageStatus: PageStatus;
  doorkeeper: Doorkeeper;
  callers: Callers;
  /** Told of each answer when it has been sent, or cut off. */
  onAnswered: (request: AnsweredRequest) => void;
  requests: Requests;
  quotas: Quotas;
  logger: Logger;
  times?: TimeLimits;
};

/** A request that may come in: from one of our own pages or a program, to an address, with a body that is not too large. */
type Visit = {
  id: string;
  path: string;
  route: ApiRoute | undefined;
  request: IncomingMessage;
  response: ServerResponse;
  traceparent: string | undefined;
};

/** Listens before its pages are loaded: requests that come earlier wait for `serve`. */
export class HttpServer {
  readonly #options: HttpServerOptions;
  readonly #times: TimeLimits;
  readonly #handler = Promise.withResolvers<RequestListener>();
  readonly #server: Server;

  constructor(options: HttpServerOptions) {
    this.#options = options;
    this.#times = options.times ?? timeLimits;
    this.#server = createServer(this.#times.server, (request, response) => void this.#answer(request, response));
    this.#server.maxConnections = this.#times.maxConnections;
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
    const id = requestIdOf(request.headers["x-request-id"]);
    response.setHeader("X-Request-Id", id);
    this.#timed(request, response);
    try {
      const visit = this.#received(id, request, response);
      if (visit) await this.#answerInSpan(visit);
    } catch (err) {
      this.#options.logger.error({ err, requestId: id }, "A request failed");
      sendProblem(response, problemOf("internal"), id);
    }
  }

  #timed({ method = "", url = "" }: IncomingMessage, response: ServerResponse): void {
    const startedAt = performance.now();
    response.once("close", () => {
      const route = routeOf(method, pathOf(url) ?? "")?.path;
      const { statusCode: status } = response;
      this.#options.onAnswered({ method, route, status, ms: performance.now() - startedAt });
    });
  }

  /** @returns undefined when it has been refused, whoever it is of. */
  #received(id: string, request: IncomingMessage, response: ServerResponse): Visit | undefined {
    const { method = "", url = "", headers } = request;
    const { logger, host, publicUrl } = this.#options;
    const refusal = refusalOf({ method, headers }, host, publicUrl);
    if (refusal) {
      logger.warn({ code: refusal.code, host: headers.host, requestId: id }, "A request was refused");
      return void sendProblem(response, refusal, id);
    }
    const path = pathOf(url);
    if (path === undefined) return void sendProblem(response, problemOf("unknown-address"), id);
    const route = routeOf(method, path);
    const tooLarge = bodyRefusalOf(request, route);
    if (tooLarge) {
      discardBody(request);
      return void sendProblem(response, tooLarge, id);
    }
    watchPace(request, this.#times.bodyPace, () => logger.warn({ requestId: id }, "A body came too slowly"));
    return { id, path, route, request, response, traceparent: traceparentOf(request) };
  }

  /** Live events go on for hours, and what is no route of the API is a page. */
  #answerInSpan(visit: Visit): Promise<void> {
    const { route, path, response, traceparent: parent } = visit;
    if (!route || route.path === "/api/events") return this.#answerReceived(visit);
    const facts = { "http.request.method": route.method, "http.route": route.path, "url.path": path };
    return inSpan(`${route.method} ${route.path}`, { kind: "server", facts, parent }, async () => {
      await this.#answerReceived(visit);
      const { statusCode: status } = response;
      tellSpan({ "http.response.status_code": status }, status >= 500 ? String(status) : undefined);
    });
  }

  async #answerReceived(visit: Visit): Promise<void> {
    const { id, path, route, request, response, traceparent } = visit;
    const { callers, doorkeeper, pageStatus, quotas, requests } = this.#options;
    const handler = await this.#handler.promise;
    const admission = await doorkeeper.admit(request);
    const { caller } = admission;
    const counted = { path, route, caller };
    const excess = await quotas.spend(counted, response);
    if (excess) return sendProblem(response, excess, id);
    if (admission.kind === "refused") return sendProblem(response, admission.problem, id);
    if (admission.kind === "login") {
      response.writeHead(302, { Location: admission.address }).end();
      return;
    }
    const crowd = quotas.takePlace(counted, response);
    if (crowd) return sendProblem(response, crowd, id);
    sendPagePolicy(request, response);
    this.#admitAgain(request, response, caller);
    const facts = { id, route, ifNoneMatch: request.headers["if-none-match"], traceparent };
    await requests.during(facts, () =>
      callers.during(caller, () => pageStatus.during(response, () => handler(request, response))),
    );
  }

  #admitAgain(request: IncomingMessage, response: ServerResponse, { tenants }: Caller): void {
    const timer = setInterval(async () => {
      const admission = await this.#options.doorkeeper.admit(request);
      // During an outage nobody can tell.
      const isOut = admission.kind === "login" || (admission.kind === "refused" && admission.problem.status < 500);
      // It comes back for the tenants that it is for now.
      const isOther = admission.kind === "admitted" && String(admission.caller.tenants) !== String(tenants);
      if (isOut || isOther) response.destroy();
    }, admitAgainMs);
    response.once("close", () => clearInterval(timer));
  }
}

/** What is no trace context is left out, as the standard has it. */
function traceparentOf({ headers }: IncomingMessage): string | undefined {
  return traceparentSchema.safeParse(headers["traceparent"]).data;
}
