import type { KeyObject } from "node:crypto";
import { Readable } from "node:stream";
import { createGzip } from "node:zlib";
import { type EvidenceQuery, evidenceQuerySchema, isTenantOf, validationIssues } from "@baton/contracts";
import { type JobReader, keyId, PackExport, type PackScope, publicKeyText, readHead, type Storage } from "@baton/store";
import { tenantsText } from "../view/tenants-text.ts";
import type { Callers } from "./access/callers.ts";
import { type Answer, andThen, ok, refused } from "./answer.ts";
import { unknownTenant } from "./lock-key.ts";
import type { StorageGate } from "./storage-gate.ts";

export type EvidenceDeps = {
  gate: StorageGate;
  storage: Storage;
  /** For whoever asks now. */
  reader: () => Pick<JobReader, "findIndexed">;
  callers: Pick<Callers, "current">;
  trustedKeys: () => KeyObject[];
};

export type EvidencePack = { fileName: string; body: () => ReadableStream<Uint8Array> };

type Named = { scope: PackScope; name: string };

/** `GET /api/audit/evidence`: packs as `baton export` writes them, gzipped. */
export class Evidence {
  readonly #deps: EvidenceDeps;

  constructor(deps: EvidenceDeps) {
    this.#deps = deps;
  }

  /** Finds out whether there is anything to pack; reads it only when the body is asked for. */
  async pack(query: URLSearchParams): Promise<Answer<EvidencePack>> {
    const parsed = evidenceQuerySchema.safeParse(Object.fromEntries(query));
    if (!parsed.success) return refused("invalid-query", undefined, { errors: validationIssues(parsed.error) });
    const withContents = parsed.data.contents === "true";
    // The lines name keys of other tenants, too.
    const withCheckpoints = this.#deps.callers.current.tenants === "all";
    return andThen(await this.#scopeOf(parsed.data), async ({ scope, name }) =>
      ok({ fileName: fileNameOf(name), body: () => this.#stream(scope, { withContents, withCheckpoints }) }),
    );
  }

  async #scopeOf({ job, key, tenant = "default", since }: EvidenceQuery): Promise<Answer<Named>> {
    const { name, tenants } = this.#deps.callers.current;
    if (job !== undefined) return this.#jobScope(job);
    if (key !== undefined) return isTenantOf(tenants, tenant) ? this.#keyScope(tenant, key) : unknownTenant(tenant);
    if (tenants !== "all") return refused("not-all-tenants", `${name} sees ${tenantsText(tenants)} only.`);
    const time = new Date(since ?? 0).toISOString();
    // Asked for only to find out whether storage answers: a download that has begun cannot say so any more.
    const instance = await this.#deps.gate.use(() => this.#deps.storage.instance());
    return andThen(instance, async () =>
      ok({ scope: { kind: "since", since: time }, name: `since-${time.slice(0, 16)}` }),
    );
  }

  async #jobScope(id: string): Promise<Answer<Named>> {
    const found = await this.#deps.gate.use(() => this.#deps.reader().findIndexed(id));
    return andThen(found, async (job) => {
      if (!job) return refused("unknown-job", `No job has the id ${id}.`);
      const { jobId, keyId: ledger } = job;
      return this.#recorded(ledger, { scope: { kind: "job", jobId, keyId: ledger }, name: `job-${jobId}` });
    });
  }

  #keyScope(tenantId: string, lockKey: string): Promise<Answer<Named>> {
    const ledger = keyId(tenantId, lockKey);
    return this.#recorded(ledger, { scope: { kind: "key", keyId: ledger }, name: `key-${lockKey}` });
  }

  async #recorded(ledger: string, named: Named): Promise<Answer<Named>> {
    const read = await this.#deps.gate.use(() => readHead(this.#deps.storage.ledger, ledger));
    return andThen(read, async (head) =>
      head ? ok(named) : refused("nothing-recorded", "Nothing is on the record of this lock key yet."),
    );
  }

  #stream(scope: PackScope, parts: { withContents: boolean; withCheckpoints: boolean }): ReadableStream<Uint8Array> {
    const { storage, trustedKeys } = this.#deps;
    const pack = new PackExport({ storage, scope, ...parts, publicKeys: trustedKeys().map(publicKeyText) });
    const text = async function* () {
      for await (const line of pack.lines()) yield `${JSON.stringify(line)}\n`;
    };
    const lines = Readable.from(text());
    const gzip = createGzip();
    // A pack that breaks off lacks its end, and the download fails: nobody takes it for a whole one.
    lines.on("error", (err) => gzip.destroy(err));
    gzip.on("close", () => lines.destroy());
    return Readable.toWeb(lines.pipe(gzip)) as ReadableStream<Uint8Array>;
  }
}

const nameChars = 60;

/** Plain ASCII without anything that a file system or a header could take amiss. */
function fileNameOf(name: string): string {
  const safe = name.replace(/[^A-Za-z0-9_-]+/g, "-").slice(0, nameChars);
  return `baton-evidence-${safe}.ndjson.gz`;
}
