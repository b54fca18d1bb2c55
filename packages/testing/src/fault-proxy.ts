import { once } from "node:events";
import { createServer, type IncomingMessage, request, type ServerResponse } from "node:http";
import { onTestFinished } from "vitest";

/**
 * What happens to one request on its way.
 * - `lose-request`: it never arrives, and the connection is reset.
 * - `lose-answer`: it is carried out, and then the connection is reset.
 * - `fail`: it is carried out, and answered with this status all the same.
 * - `refuse`: it never arrives, and is answered with this status.
 * - `hold-back`: the connection is reset, and the request arrives only when `release` is called.
 */
export type Fault =
  | { kind: "lose-request" }
  | { kind: "lose-answer" }
  | { kind: "fail"; status: number }
  | { kind: "refuse"; status: number; headers?: Record<string, string> }
  | { kind: "hold-back" };

type Request = { method: string; path: string; headers: IncomingMessage["headers"]; body: Buffer };
type Answer = { status: number; headers: IncomingMessage["headers"]; body: Buffer };
type Rule = { matches: (method: string, path: string) => boolean; fault: Fault };

/** An HTTP proxy in front of a storage service. Each rule strikes once; everything else passes. */
export class FaultProxy {
  readonly #target: URL;
  readonly #rules: Rule[] = [];
  readonly #heldBack: Request[] = [];
  readonly #server = createServer((incoming, outgoing) => void this.#serve(incoming, outgoing));
  #struck = 0;

  constructor(target: URL) {
    this.#target = target;
  }

  /** How many rules have struck. */
  get struck(): number {
    return this.#struck;
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

  /** The next request that matches meets this fault. */
  strike(matches: Rule["matches"], fault: Fault): void {
    this.#rules.push({ matches, fault });
  }

  /** Lets the requests that were held back arrive; resolves to the statuses with which they were answered. */
  async release(): Promise<number[]> {
    const answers = await Promise.all(this.#heldBack.splice(0).map((held) => this.#forward(held)));
    return answers.map((answer) => answer.status);
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
    try {
      await this.#meet(this.#faultFor(sent), sent, outgoing);
    } catch {
      // The service itself is gone: that is what the client sees.
      outgoing.destroy();
    }
  }

  #faultFor({ method, path }: Request): Fault | undefined {
    const at = this.#rules.findIndex((rule) => rule.matches(method, path));
    if (at < 0) return undefined;
    this.#struck += 1;
    return this.#rules.splice(at, 1)[0]?.fault;
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
      case "hold-back":
        this.#heldBack.push(sent);
        return void outgoing.destroy();
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
