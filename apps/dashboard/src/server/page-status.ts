import { AsyncLocalStorage } from "node:async_hooks";
import type { ServerResponse } from "node:http";

/**
 * The status of a page. Next.js answers 404 only for `notFound()`, whose page is blank without JavaScript; so
 * the page is rendered as any other, and the response that the server began is told its status.
 */
export class PageStatus {
  readonly #responses = new AsyncLocalStorage<ServerResponse>();

  during<T>(response: ServerResponse, work: () => T): T {
    return this.#responses.run(response, work);
  }

  set(status: number): void {
    const response = this.#responses.getStore();
    if (response && !response.headersSent) response.statusCode = status;
  }
}
