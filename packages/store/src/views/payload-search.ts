import { odata } from "@azure/data-tables";
import { type Json, parseLossless, type Redaction } from "@baton/contracts";
import { inboxRowFromEntity, laterRowKey, waitRowKey } from "../inbox/inbox-row.ts";
import { readJobRows } from "../ledger/ledger-reader.ts";
import type { Storage } from "../storage.ts";
import { orUndefinedIfMissing } from "../storage-errors.ts";
import type { StoredText } from "../stored-text.ts";
import type { IndexedJob } from "./indexed-job.ts";

type Requests = Map<string, StoredText>;

/** Keys that are looked into at the same time. */
const lanes = 16;
const inboxRows = 200;

/**
 * Looks for a text in the payloads of jobs, which the lists do not have: in the jobs' rows of their ledgers, or, as long
 * as there are none, of their inboxes. Payloads that lie in blobs are not looked at: that would be a request each.
 */
export class PayloadSearch {
  readonly #storage: Pick<Storage, "ledger" | "inbox">;
  readonly #redaction: Redaction;

  constructor(storage: Pick<Storage, "ledger" | "inbox">, redaction: Redaction) {
    this.#storage = storage;
    this.#redaction = redaction;
  }

  /** The ids of those jobs in whose payload the text is. @param text in lower case. */
  async holding(jobs: IndexedJob[], text: string): Promise<Set<string>> {
    const keys = [...Map.groupBy(jobs, ({ keyId }) => keyId)];
    const holding = new Set<string>();
    for (let from = 0; from < keys.length; from += lanes) {
      const some = keys.slice(from, from + lanes);
      const requests = await Promise.all(some.map(([keyId, group]) => this.#requestsOf(keyId, group)));
      for (const [jobId, request] of requests.flatMap((of) => [...of]))
        if (this.#holds(request, text)) holding.add(jobId);
    }
    return holding;
  }

  async #requestsOf(keyId: string, jobs: IndexedJob[]): Promise<Requests> {
    const { recorded = [], waiting = [] } = Object.groupBy(jobs, ({ seq }) => (seq > 0 ? "recorded" : "waiting"));
    const ids = recorded.map(({ jobId }) => jobId);
    const rows = await readJobRows(this.#storage.ledger, keyId, ids);
    const requests: Requests = new Map([...rows].map(([jobId, { request }]) => [jobId, request]));
    for (const [priority, group] of Map.groupBy(waiting, (job) => job.priority))
      for (const [jobId, request] of await this.#inLine(keyId, priority, group)) requests.set(jobId, request);
    return requests;
  }

  /** Jobs of one key and priority that were submitted one after the other lie together. */
  async #inLine(keyId: string, priority: number, jobs: IndexedJob[]): Promise<Requests> {
    const { later = [], due = [] } = Object.groupBy(jobs, ({ runAt }) => (runAt === undefined ? "due" : "later"));
    const rowKeys = due.map(({ jobId }) => waitRowKey(priority, jobId)).sort();
    const [first, last] = [rowKeys[0], rowKeys.at(-1)];
    const requests: Requests = new Map();
    if (first !== undefined && last !== undefined) {
      const filter = odata`PartitionKey eq ${keyId} and RowKey ge ${first} and RowKey le ${last}`;
      const pages = this.#storage.inbox.listEntities<Record<string, unknown>>({ queryOptions: { filter } });
      for await (const page of pages.byPage({ maxPageSize: inboxRows })) {
        for (const { jobId, request } of page.map(inboxRowFromEntity)) requests.set(jobId, request);
        break;
      }
    }
    for (const { jobId, runAt = "" } of later) {
      const rowKey = laterRowKey(new Date(runAt), jobId);
      const row = await orUndefinedIfMissing(this.#storage.inbox.getEntity<Record<string, unknown>>(keyId, rowKey));
      if (row) requests.set(jobId, inboxRowFromEntity(row).request);
    }
    return requests;
  }

  /** Only in what is shown: who may not see a value must not find it by guessing either. */
  #holds(request: StoredText, text: string): boolean {
    if (request.kind !== "inline") return false;
    const { payload } = parseLossless(request.text) as { payload?: Json };
    const written = (JSON.stringify(this.#redaction.value(payload, ["payload"])) ?? "").toLowerCase();
    // As it is written in JSON, or as the value of a text with quotes or line breaks in it.
    return written.includes(text) || written.includes(JSON.stringify(text).slice(1, -1));
  }
}
