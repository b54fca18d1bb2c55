import { AsyncLocalStorage } from "node:async_hooks";
import type { ApiRoute } from "@baton/contracts";

/** What is known of a request before it is answered. `route`: undefined for a page, or for what there is not. */
export type RequestFacts = {
  id: string;
  route: ApiRoute | undefined;
  ifNoneMatch: string | undefined;
  /** The trace in which it was sent, if it is one. */
  traceparent?: string | undefined;
};

/** The request that is being answered: known to whatever is done for it, without being handed through. */
export class Requests {
  readonly #facts = new AsyncLocalStorage<RequestFacts>();

  during<T>(facts: RequestFacts, work: () => T): T {
    return this.#facts.run(facts, work);
  }

  /** Undefined outside a request. */
  get current(): RequestFacts | undefined {
    return this.#facts.getStore();
  }
}
