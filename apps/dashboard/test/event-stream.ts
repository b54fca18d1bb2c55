import { eventually } from "@baton/testing";

export type StreamMessage = { event: string; data: string; id: string | undefined };

/** Reads a server-sent event stream as a browser does. */
export class EventStream {
  readonly messages: StreamMessage[] = [];
  /** In good order. */
  ended = false;
  isOpen = true;
  readonly #leaving = new AbortController();

  static async open(url: string, headers: Record<string, string> = {}): Promise<EventStream> {
    const stream = new EventStream();
    const response = await fetch(url, { headers, signal: stream.#leaving.signal });
    if (!response.body) throw new Error(`${url} answered ${response.status} without a body`);
    void stream.#read(response.body.pipeThrough(new TextDecoderStream()));
    return stream;
  }

  /** Waits for the `count`-th message of a kind. */
  heard(event: string, count = 1, withinMs = 30_000): Promise<StreamMessage> {
    return eventually(`${count} × ${event}`, () => this.of(event)[count - 1], { withinMs });
  }

  of(event: string): StreamMessage[] {
    return this.messages.filter((message) => message.event === event);
  }

  leave(): void {
    this.#leaving.abort();
  }

  async #read(chunks: ReadableStream<string>): Promise<void> {
    let text = "";
    try {
      for await (const chunk of chunks) {
        text += chunk;
        const blocks = text.split("\n\n");
        text = blocks.pop() ?? "";
        this.messages.push(...blocks.map(readMessage));
      }
      this.ended = true;
    } catch {
      // Cut off: we left, or the server was killed. Only an orderly end counts as one.
    } finally {
      this.isOpen = false;
    }
  }
}

function readMessage(block: string): StreamMessage {
  const fields = block.split("\n").map((line) => /^(\w*): ?(.*)$/.exec(line) ?? []);
  const field = (name: string) => fields.find(([, key]) => key === name)?.[2];
  return { event: field("event") ?? "comment", data: field("data") ?? "", id: field("id") };
}
