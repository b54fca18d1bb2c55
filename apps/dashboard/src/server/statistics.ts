import { type Stats, statsQuerySchema, validationIssues } from "@baton/contracts";
import type { StatsReader } from "@baton/store";
import type { Callers } from "./access/callers.ts";
import { type Answer, refused } from "./answer.ts";
import type { StorageGate } from "./storage-gate.ts";

export type StatisticsDeps = { gate: StorageGate; stats: Pick<StatsReader, "read">; callers: Pick<Callers, "tenants"> };

/** `GET /api/stats` */
export class Statistics {
  readonly #deps: StatisticsDeps;

  constructor(deps: StatisticsDeps) {
    this.#deps = deps;
  }

  async read(query: URLSearchParams): Promise<Answer<Stats>> {
    const parsed = statsQuerySchema.safeParse(Object.fromEntries(query));
    if (!parsed.success) return refused("invalid-query", undefined, { errors: validationIssues(parsed.error) });
    const { tenants } = this.#deps.callers;
    return this.#deps.gate.use(() => this.#deps.stats.read(parsed.data, tenants));
  }
}
