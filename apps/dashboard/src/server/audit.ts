import type { KeyObject } from "node:crypto";
import {
  type AuditActionList,
  type AuditKeyList,
  type AuditRun,
  type AuditScope,
  type AuditSummary,
  auditPageQuerySchema,
  isJobId,
  validationIssues,
  verifyRequestSchema,
} from "@baton/contracts";
import { type AuditReader, keyId, publicKeyId } from "@baton/store";
import type { Callers } from "./access/callers.ts";
import { type Answer, andThen, ok, refused } from "./answer.ts";
import type { AuditRuns } from "./audit-runs.ts";
import { readJson } from "./json-body.ts";
import type { StorageGate } from "./storage-gate.ts";

export type AuditDeps = {
  gate: StorageGate;
  reader: AuditReader;
  runs: AuditRuns;
  callers: Pick<Callers, "tenants">;
};

/** The key that signs the checkpoint lines, for whoever verifies elsewhere. */
export type PublicKey = { pem: string; fingerprint: string };

type Page = { limit: number; cursor?: string | undefined };

const shownRuns = 10;

/** `/api/audit`: how the record stands, who did what, and verifications. */
export class Audit {
  readonly #deps: AuditDeps;

  constructor(deps: AuditDeps) {
    this.#deps = deps;
  }

  summary(): Promise<Answer<AuditSummary>> {
    const { gate, reader, runs } = this.#deps;
    return gate.use(async () => {
      const [overview, newest] = await Promise.all([reader.overview(), runs.newest(shownRuns)]);
      return { ...overview, runs: newest };
    });
  }

  keys(query: URLSearchParams): Promise<Answer<AuditKeyList>> {
    return this.#page(query, ({ limit, cursor }) => this.#deps.reader.keys(limit, cursor));
  }

  actions(query: URLSearchParams): Promise<Answer<AuditActionList>> {
    const { reader, callers } = this.#deps;
    const { tenants } = callers;
    return this.#page(query, ({ limit, cursor }) => reader.actions(tenants, limit, cursor));
  }

  /** @param text the body: JSON; empty means everything. */
  async verify(text: string): Promise<Answer<AuditRun>> {
    return andThen(scopeOf(text === "" ? "{}" : text), async (scope) => {
      const started = await this.#deps.gate.use(() => this.#deps.runs.start(scope));
      return andThen(started, async (run) =>
        run ? ok(run) : refused("verification-running", "Wait for its end, or stop it."),
      );
    });
  }

  async run(runId: string): Promise<Answer<AuditRun>> {
    if (!isJobId(runId)) return unknownRun(runId);
    const found = await this.#deps.gate.use(() => this.#deps.runs.find(runId.toLowerCase()));
    return andThen(found, async (run) => (run ? ok(run) : unknownRun(runId)));
  }

  async stop(runId: string): Promise<Answer<AuditRun>> {
    await this.#deps.runs.stop("Stopped by hand.", runId);
    return this.run(runId);
  }

  async publicKey(): Promise<Answer<PublicKey>> {
    const found = await this.#deps.gate.use(() => this.#deps.reader.publicKey());
    return andThen(found, async (key) =>
      key ? ok({ pem: pemOf(key), fingerprint: publicKeyId(key) }) : refused("no-public-key", noLines),
    );
  }

  async #page<T>(query: URLSearchParams, read: (page: Page) => Promise<T>): Promise<Answer<T>> {
    const parsed = auditPageQuerySchema.safeParse(Object.fromEntries(query));
    if (!parsed.success) return refused("invalid-query", undefined, { errors: validationIssues(parsed.error) });
    return this.#deps.gate.use(() => read(parsed.data));
  }
}

const noLines = "No checkpoint line has been written yet; the first one comes a minute after the first job.";

function pemOf(key: KeyObject): string {
  return key.export({ format: "pem", type: "spki" }).toString();
}

function unknownRun(runId: string): Answer<never> {
  return refused("unknown-run", `No verification has the id "${runId.slice(0, 100)}".`);
}

function scopeOf(text: string): Answer<AuditScope> {
  const read = readJson(text);
  if (read.kind === "problem") return read;
  const request = verifyRequestSchema.safeParse(read.value.plain);
  if (!request.success) return refused("invalid-verification", undefined, { errors: validationIssues(request.error) });
  const { lockKey, tenant: tenantId = "default" } = request.data;
  if (lockKey === undefined) return ok({ kind: "all" });
  return ok({ kind: "key", keyId: keyId(tenantId, lockKey), lockKey, tenantId });
}
