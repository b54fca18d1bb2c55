import type { ReadableSpan, SpanExporter } from "@opentelemetry/sdk-trace";
import type { Logger } from "../logger.ts";

type Done = Parameters<SpanExporter["export"]>[1];

/** `ExportResultCode.SUCCESS`. */
const success = 0;

/** Says once that traces do not arrive, and once that they do again; the spans meanwhile are lost. */
export class ToldOnceExporter implements SpanExporter {
  readonly #exporter: SpanExporter;
  readonly #logger: Pick<Logger, "info" | "warn">;
  #isFailing = false;

  constructor(exporter: SpanExporter, logger: Pick<Logger, "info" | "warn">) {
    this.#exporter = exporter;
    this.#logger = logger;
  }

  export(spans: ReadableSpan[], done: Done): void {
    this.#exporter.export(spans, ({ code, error }) => {
      this.#note(code !== success, error);
      // Whoever asks would tell of each failure.
      done({ code: success });
    });
  }

  async forceFlush(): Promise<void> {
    await this.#exporter.forceFlush?.();
  }

  shutdown(): Promise<void> {
    return this.#exporter.shutdown();
  }

  #note(isFailing: boolean, err: Error | undefined): void {
    if (isFailing === this.#isFailing) return;
    this.#isFailing = isFailing;
    if (isFailing)
      this.#logger.warn({ reason: err?.message }, "Traces do not reach the collector; nothing else waits for it");
    else this.#logger.info("Traces reach the collector again");
  }
}
