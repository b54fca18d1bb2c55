import {
  emptyHead,
  genesisHash,
  hashEvent,
  keyId,
  type LedgerEvent,
  ownPublicKeys,
  readEvents,
  readHead,
  Verifier,
  type VerifyReport,
} from "@baton/store";
import { eventually, TestSystem } from "@baton/testing";

type ContainerClient = TestSystem["storage"]["payloads"];
type Row = Record<string, unknown> & { partitionKey: string; rowKey: string };
type Content = { rows: Row[]; heads: Row[]; blobs: Map<string, Buffer>; lines: Map<string, Buffer> };

/**
 * A system whose workers have recorded a few jobs, signed up to the last event, and stopped; to be changed by hand
 * in whatever way, and put back.
 */
export class RecordedSystem {
  readonly system: TestSystem;
  readonly keyId = keyId("default", "default");
  #content: Content | undefined;
  /** One whose request and result are in its row. */
  jobId = "";
  /** One whose request and result are blobs. */
  largeJobId = "";

  private constructor(system: TestSystem) {
    this.system = system;
  }

  static async start(): Promise<RecordedSystem> {
    const recorded = new RecordedSystem(new TestSystem({}));
    await recorded.#record();
    return recorded;
  }

  async #record(): Promise<void> {
    const { system } = this;
    await system.start();
    const worker = await system.startWorker("worker-1", { CHECKPOINT_SECONDS: "1", HOLD_LINGER_MS: "0" });
    this.jobId = await system.submit({ type: "probe", payload: { steps: 3 } });
    const note = "x".repeat(40_000);
    this.largeJobId = await system.submit({ type: "probe", payload: { steps: 1, note } });
    const other = await system.submit({ type: "probe", payload: { steps: 1 }, lockKey: "other" });
    for (const jobId of [this.jobId, this.largeJobId, other]) await system.ended(jobId);
    await eventually("everything to be released and signed", async () => {
      const { younger, checkpoints } = await system.verifyAll();
      const last = (await system.ledger()).at(-1);
      return younger.length === 0 && checkpoints.lines > 0 && last?.status === "LockReleased";
    });
    await worker.end();
    this.#content = await this.#read();
  }

  async verify(): Promise<VerifyReport> {
    const trusted = ownPublicKeys(undefined, this.system.env["BATON_DATA_DIR"] ?? "");
    return new Verifier(this.system.storage).all({ trusted });
  }

  events(): Promise<LedgerEvent[]> {
    return readEvents(this.system.storage.ledger, this.keyId, 1, null);
  }

  /** A row of the key's ledger, changed. */
  async edit(rowKey: string, change: Record<string, unknown>): Promise<void> {
    await this.system.storage.ledger.updateEntity({ partitionKey: this.keyId, rowKey, ...change }, "Merge");
  }

  async remove(rowKey: string): Promise<void> {
    await this.system.storage.ledger.deleteEntity(this.keyId, rowKey);
  }

  /** Puts other events in the place of all, with hashes, head and numbers as they should be. */
  async rewrite(change: (events: LedgerEvent[]) => LedgerEvent[]): Promise<void> {
    const { ledger } = this.system.storage;
    const before = await this.events();
    let prevHash = genesisHash(this.keyId);
    const events = change(before).map(({ hash: _, ...event }) => {
      const unhashed = { ...event, prevHash };
      prevHash = hashEvent(unhashed);
      return { ...unhashed, hash: prevHash };
    });
    for (const [at, event] of before.entries()) {
      const now = events[at];
      if (!now) await this.remove(rowKeyOf(event.seq));
      else await this.edit(rowKeyOf(event.seq), { Message: now.message, PrevHash: now.prevHash, Hash: now.hash });
    }
    const head = (await readHead(ledger, this.keyId))?.head ?? emptyHead(this.keyId, "default", "default");
    await this.edit("head", {
      Seq: { type: "Int64", value: String(events.length) },
      Hash: prevHash,
      Owner: head.owner,
    });
  }

  /** The text of the checkpoint log, changed line by line. */
  async editLines(change: (lines: string[]) => string[]): Promise<void> {
    const { checkpoints } = this.system.storage;
    for await (const { name } of checkpoints.listBlobsFlat()) {
      const lines = (await checkpoints.getBlobClient(name).downloadToBuffer()).toString("utf8").trimEnd().split("\n");
      await putLines(checkpoints, name, Buffer.from(`${change(lines).join("\n")}\n`));
    }
  }

  /** Puts everything back as it was recorded. */
  async restore(): Promise<void> {
    const { storage } = this.system;
    const content = this.#content;
    if (!content) return;
    const before = new Set(content.rows.map(nameOf));
    for (const row of await rowsOf(storage.ledger)) {
      if (!before.has(nameOf(row))) await storage.ledger.deleteEntity(row.partitionKey, row.rowKey);
    }
    for (const row of content.rows) await storage.ledger.upsertEntity(row, "Replace");
    for (const row of content.heads) await storage.heads.upsertEntity(row, "Replace");
    for (const [name, bytes] of content.blobs) await storage.payloads.getBlockBlobClient(name).uploadData(bytes);
    for (const [name, bytes] of content.lines) await putLines(storage.checkpoints, name, bytes);
  }

  async #read(): Promise<Content> {
    const { ledger, heads, payloads, checkpoints } = this.system.storage;
    return {
      rows: await rowsOf(ledger),
      heads: await rowsOf(heads),
      blobs: await blobsOf(payloads),
      lines: await blobsOf(checkpoints),
    };
  }
}

/** As the table sorts: newest first. */
export function rowKeyOf(seq: number): string {
  return `event:${String(10 ** 15 - seq).padStart(16, "0")}`;
}

async function rowsOf(table: TestSystem["storage"]["ledger"]): Promise<Row[]> {
  const rows: Row[] = [];
  for await (const { etag: _, timestamp: __, ...row } of table.listEntities<Row>()) rows.push(row as Row);
  return rows;
}

async function blobsOf(container: ContainerClient): Promise<Map<string, Buffer>> {
  const blobs = new Map<string, Buffer>();
  for await (const { name } of container.listBlobsFlat())
    blobs.set(name, await container.getBlobClient(name).downloadToBuffer());
  return blobs;
}

async function putLines(container: ContainerClient, name: string, bytes: Buffer): Promise<void> {
  const blob = container.getAppendBlobClient(name);
  await blob.deleteIfExists();
  await blob.create();
  await blob.appendBlock(bytes, bytes.length);
}

function nameOf({ partitionKey, rowKey }: Row): string {
  return `${partitionKey}/${rowKey}`;
}
