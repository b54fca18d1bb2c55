import { once } from "node:events";
import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";
import { onTestFinished } from "vitest";

/** A span as a collector gets it. */
export type CollectedSpan = {
  traceId: string;
  spanId: string;
  parentSpanId: string | undefined;
  name: string;
  /** Of its process: `service.name`. */
  service: string;
  facts: Record<string, unknown>;
  hasFailed: boolean;
};

type Attribute = { key: string; value: { stringValue?: string; intValue?: number | string; boolValue?: boolean } };
type OtlpSpan = Pick<CollectedSpan, "traceId" | "spanId" | "parentSpanId" | "name"> & {
  attributes: Attribute[];
  status: { code: number };
};
type OtlpRequest = {
  resourceSpans: { resource: { attributes: Attribute[] }; scopeSpans: { spans: OtlpSpan[] }[] }[];
};

/** A real receiver of OTLP over HTTP, in JSON. */
export class TraceCollector {
  readonly spans: CollectedSpan[] = [];
  readonly headers: IncomingHttpHeaders[] = [];
  readonly #server = createServer(async (request, response) => {
    const body = await buffer(request);
    if (request.url !== "/v1/traces" || request.method !== "POST") return void response.writeHead(404).end();
    this.headers.push(request.headers);
    this.#collect(JSON.parse(body.toString("utf8")) as OtlpRequest);
    response.writeHead(200, { "Content-Type": "application/json" }).end("{}");
  });

  /** @returns its address, as `OTEL_EXPORTER_OTLP_ENDPOINT` takes it. */
  async start(port = 0): Promise<string> {
    this.#server.listen(port, "127.0.0.1");
    await once(this.#server, "listening");
    onTestFinished(() => this.stop());
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    if (!this.#server.listening) return;
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, "close");
  }

  named(name: string): CollectedSpan[] {
    return this.spans.filter((span) => span.name === name);
  }

  /** A span and those above it, as far as they have come, the innermost first. */
  pathOf(span: CollectedSpan): CollectedSpan[] {
    const above = this.spans.find(({ spanId, traceId }) => spanId === span.parentSpanId && traceId === span.traceId);
    return above ? [span, ...this.pathOf(above)] : [span];
  }

  #collect({ resourceSpans }: OtlpRequest): void {
    for (const { resource, scopeSpans } of resourceSpans) {
      const service = String(factsOf(resource.attributes)["service.name"]);
      for (const { traceId, spanId, parentSpanId, name, attributes, status } of scopeSpans.flatMap(
        (one) => one.spans,
      )) {
        const facts = factsOf(attributes);
        this.spans.push({ traceId, spanId, parentSpanId, name, service, facts, hasFailed: status.code === 2 });
      }
    }
  }
}

function factsOf(attributes: Attribute[]): Record<string, unknown> {
  return Object.fromEntries(attributes.map(({ key, value }) => [key, Object.values(value)[0]]));
}
