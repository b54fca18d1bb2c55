import { JobReader, type Storage } from "@baton/store";
import { type Carrier, modelTableClient } from "../model-store/model-clients.ts";
import { ModelTable } from "../model-store/model-table.ts";

/** What was asked of the store, and how many rows it answered with. */
export type Counts = { requests: number; rows: number };

/** Tables of the model store that count. */
export class CountedStore {
  readonly inbox = new ModelTable();
  readonly ledger = new ModelTable();
  readonly index = new ModelTable();
  #requests = 0;
  #rows = 0;

  /** Reads as the dashboard does; no job here is large enough for a blob, or has a name of its submitter's. */
  reader(): JobReader {
    const tables = { inbox: this.client("inbox"), ledger: this.client("ledger"), index: this.client("index") };
    const clock = { now: () => new Date(), latestNow: () => new Date(), wallOffsetMs: 0 };
    return new JobReader({ ...tables, clock } as unknown as Storage);
  }

  client(name: "inbox" | "ledger" | "index") {
    return modelTableClient(name, this[name], this.#carry);
  }

  async during(work: () => Promise<unknown>): Promise<Counts> {
    const [requests, rows] = [this.#requests, this.#rows];
    await work();
    return { requests: this.#requests - requests, rows: this.#rows - rows };
  }

  readonly #carry: Carrier = async ({ operation, execute }) => {
    this.#requests += 1;
    const answer = execute();
    if (Array.isArray(answer)) this.#rows += answer.length;
    else if (operation.includes(":get:")) this.#rows += 1;
    return answer;
  };
}
