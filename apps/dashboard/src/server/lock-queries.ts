import {
  type LockDetail,
  type LockHistory,
  type LockLine,
  type LockList,
  lockHistoryQuerySchema,
  lockLineQuerySchema,
  lockListQuerySchema,
  validationIssues,
} from "@baton/contracts";
import { type HolderOf, type KeyHistory, type KeyLine, type KeyReader, placeFrom } from "@baton/store";
import type { z } from "zod";
import type { Callers } from "./access/callers.ts";
import { type Answer, andThen, ok, refused } from "./answer.ts";
import { type Key, readKey } from "./lock-key.ts";
import { SharedReads } from "./shared-reads.ts";
import type { StorageGate } from "./storage-gate.ts";

export type LockQueriesDeps = {
  gate: StorageGate;
  keys: Pick<KeyReader, "list" | "find">;
  history: Pick<KeyHistory, "page">;
  line: Pick<KeyLine, "page">;
  holderOf: HolderOf;
  callers: Pick<Callers, "tenants">;
};

/** Of an address, all text. */
type Query = Record<string, string>;

const locksLimit = 200;
const lineLimit = 50;
/** A list costs two requests a key; so it is read once for all who look at it. */
const listEveryMs = 500;

/** `GET /api/locks`, and what is below it. */
export class LockQueries {
  readonly #deps: LockQueriesDeps;
  readonly #lists = new SharedReads<Answer<LockList>>(listEveryMs);

  constructor(deps: LockQueriesDeps) {
    this.#deps = deps;
  }

  async list(query: Query = {}): Promise<Answer<LockList>> {
    const { gate, keys, callers } = this.#deps;
    return andThen(parsed(lockListQuerySchema, query), ({ text, tenant }) => {
      const filter = { tenants: callers.tenants, tenantId: tenant, text: text?.trim() || undefined };
      const read = () => gate.use(() => keys.list(locksLimit, filter));
      return this.#lists.get(JSON.stringify(filter), read);
    });
  }

  find(lockKey: string, tenant: string | undefined): Promise<Answer<LockDetail>> {
    const { gate, keys, holderOf } = this.#deps;
    return andThen(this.#readKey(lockKey, tenant), (key) =>
      gate.use(() => keys.find(key.tenantId, key.lockKey, holderOf)),
    );
  }

  /** What happened in a key, newest first. */
  async findHistory(lockKey: string, query: Query): Promise<Answer<LockHistory>> {
    const { gate, history } = this.#deps;
    return andThen(parsed(lockHistoryQuerySchema, query), ({ tenant, from, to, cursor: before, limit }) =>
      andThen(this.#readKey(lockKey, tenant), (key) => {
        const span = { from: dateOf(from), to: dateOf(to), before, limit };
        return gate.use(() => history.page(key, span));
      }),
    );
  }

  /** The jobs that wait for a key, in order. */
  async findLine(lockKey: string, query: Query): Promise<Answer<LockLine>> {
    const { gate, line } = this.#deps;
    return andThen(parsed(lockLineQuerySchema, query), ({ tenant, cursor }) =>
      andThen(this.#readKey(lockKey, tenant), async (key) => {
        const after = cursor === undefined ? undefined : placeFrom(cursor);
        if (cursor !== undefined && !after) return noCursor();
        return gate.use(() => line.page(key, lineLimit, after));
      }),
    );
  }

  #readKey(lockKey: string, tenant: string | undefined): Answer<Key> {
    return readKey(lockKey, tenant, this.#deps.callers.tenants);
  }
}

function parsed<T extends z.ZodType>(schema: T, query: Query): Answer<z.output<T>> {
  const result = schema.safeParse(query);
  if (result.success) return ok(result.data);
  return refused("invalid-query", undefined, { errors: validationIssues(result.error) });
}

function dateOf(iso: string | undefined): Date | undefined {
  return iso === undefined ? undefined : new Date(iso);
}

function noCursor(): Answer<never> {
  const errors = [{ path: "cursor", message: "expected the cursor of an answer" }];
  return refused("invalid-query", undefined, { errors });
}
