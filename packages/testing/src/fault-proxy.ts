import { once } from "node:events";
import { createServer, type IncomingMessage, request, type ServerResponse } from "node:http";
import { setTimeout as delay } from "node:timers/promises";
import { onTestFinished } from "vitest";

/**
 * What happens to one request on its way.
 * - `lose-request`: it never arrives, and the connection is reset.
 * - `lose-answer`: it is carried out, and then the connection is reset.
 * - `fail`: it is carried out, and answered with this status all the same.
 * - `refuse`: it never arrives, and is answered with this status.
 * - `delay`: it is carried out, and answered so much later.
 * - `hang`: it never arrives and is never answered; the connection stays open.
 * - `hold-back`: the connection is reset, and the request arrives only when `release` is called.
 * - `hold`: the same, but the connection stays open, and the answer goes to the client then.
 */
export type Fault =
  | { kind: "lose-request" }
  | { kind: "lose-answer" }
  | { kind: "fail"; status: number }
  | { kind: "refuse"; status: number; headers?: Record<string, string> }
  | { kind: "delay"; ms: number }
  | { kind: "hang" }
  | { kind: "hold-back" }
  | { kind: "hold" };

export type ProxiedRequest = { method: string; path: string; headers: IncomingMessage["headers"] };
type Request = ProxiedRequest & { body: Buffer };
type Answer = { status: number; headers: IncomingMessage["headers"]; body: Buffer };
type Matches = (method: string, path: string, headers: IncomingMessage["headers"], body: Buffer) => boolean;
type Rule = { matches: Matches; fault: Fault; times: number };

/** An HTTP proxy in front of a storage service. Each rule strikes so many times; everything else passes. */
export class FaultProxy {
  readonly #target: URL;
  readonly #rules: Rule[] = [];
  readonly #held: { sent: Request; outgoing: ServerResponse }[] = [];
  readonly #server = createServer((incoming, outgoing) => void this.#serve(incoming, outgoing));
  readonly #seen: ProxiedRequest[] = [];
  #struck = 0;

  constructor(target: URL) {
    this.#target = target;
  }

  /** How many rules have struck. */
  get struck(): number {
    return this.#struck;
  }

  /** What clients have sent, in order. */
  get seen(): readonly ProxiedRequest[] {
    return this.#seen;
  }

  async start(): Promise<URL> {
    this.#server.listen(0, "127.0.0.1");
    await once(this.#server, "listening");
    const address = this.#server.address();
    if (address === null || typeof address === "string") throw new Error("expected a TCP address");
    onTestFinished(() => this.#stop());
    const url = new URL(this.#target);
    url.port = String(address.port);
    return url;
  }

  /** The next requests that match meet this fault. */
  strike(matches: Matches, fault: Fault, times = 1): void {
    this.#rules.push({ matches, fault, times });
  }

  /** Every rule that has not struck is forgotten. */
  calm(): void {
    this.#rules.length = 0;
  }

  /** Lets the requests that were held arrive; resolves to the statuses with which they were answered. */
  async release(): Promise<number[]> {
    return Promise.all(
      this.#held.splice(0).map(async ({ sent, outgoing }) => {
        const answer = await this.#forward(sent);
        if (!outgoing.destroyed) answerWith(outgoing, answer);
        return statusIn(answer);
      }),
    );
  }

  async #serve(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk as Buffer);
    const sent: Request = {
      method: incoming.method ?? "GET",
      path: incoming.url ?? "/",
      headers: incoming.headers,
      body: Buffer.concat(chunks),
    };
    const { body: _body, ...seen } = sent;
    this.#seen.push(seen);
    try {
      await this.#meet(this.#faultFor(sent), sent, outgoing);
    } catch {
      // The service itself is gone: that is what the client sees.
      outgoing.destroy();
    }
  }

  #faultFor({ method, path, headers, body }: Request): Fault | undefined {
    const rule = this.#rules.find(({ matches }) => matches(method, path, headers, body));
    if (!rule) return undefined;
    this.#struck += 1;
    rule.times -= 1;
    if (rule.times === 0) this.#rules.splice(this.#rules.indexOf(rule), 1);
    return rule.fault;
  }

  async #meet(fault: Fault | undefined, sent: Request, outgoing: ServerResponse): Promise<void> {
    switch (fault?.kind) {
      case undefined:
        return answerWith(outgoing, await this.#forward(sent));
      case "lose-request":
        return void outgoing.destroy();
      case "lose-answer":
        await this.#forward(sent);
        return void outgoing.destroy();
      case "fail":
        await this.#forward(sent);
        return answerWith(outgoing, { status: fault.status, headers: {}, body: Buffer.alloc(0) });
      case "refuse":
        return answerWith(outgoing, { status: fault.status, headers: fault.headers ?? {}, body: Buffer.alloc(0) });
      case "delay": {
        const answer = await this.#forward(sent);
        await delay(fault.ms, undefined, { ref: false });
        return answerWith(outgoing, answer);
      }
      case "hang":
        return;
      case "hold-back":
        this.#held.push({ sent, outgoing });
        return void outgoing.destroy();
      case "hold":
        return void this.#held.push({ sent, outgoing });
    }
  }

  async #forward({ method, path, headers, body }: Request): Promise<Answer> {
    const { hostname, port } = this.#target;
    const outgoing = request({ hostname, port, method, path, headers });
    outgoing.end(body);
    const [answer] = (await once(outgoing, "response")) as [IncomingMessage];
    const chunks: Buffer[] = [];
    for await (const chunk of answer) chunks.push(chunk as Buffer);
    return { status: answer.statusCode ?? 0, headers: answer.headers, body: Buffer.concat(chunks) };
  }

  #stop(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }
}

function answerWith(outgoing: ServerResponse, { status, headers, body }: Answer): void {
  // The body is whole here, however it came.
  const { "transfer-encoding": _chunked, ...others } = headers;
  outgoing.writeHead(status, { ...others, "content-length": String(body.length) });
  outgoing.end(body);
}

/** A transaction that is refused is answered 202, with the refusal inside. */
function statusIn({ status, body }: Answer): number {
  const inner = /^HTTP\/1\.1 ([45]\d\d)/m.exec(body.toString("latin1"));
  return inner ? Number(inner[1]) : status;
}

/** A proxy in front of one service of a storage account, and the connection string that leads through it. */
export async function proxied(
  connectionString: string,
  service: "Blob" | "Table",
): Promise<{ proxy: FaultProxy; connectionString: string }> {
  const endpoint = new URL(new RegExp(`${service}Endpoint=([^;]+)`).exec(connectionString)?.[1] ?? "");
  const proxy = new FaultProxy(endpoint);
  const { href } = await proxy.start();
  return { proxy, connectionString: connectionString.replace(endpoint.href, href) };
}

/** Matches the lease requests of one kind, of all blobs or of one. */
export function leaseAction(action: "acquire" | "renew" | "release", blob = "") {
  return (_method: string, path: string, headers: IncomingMessage["headers"]) =>
    headers["x-ms-lease-action"] === action && path.includes(blob);
}

/** Matches the transactions of one table. */
export function transactionOn(table: string): Matches {
  return (method, path, _headers, body) => method === "POST" && path.endsWith("$batch") && body.includes(`/${table}(`);
}
