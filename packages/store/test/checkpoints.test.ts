import { generateKeyPairSync } from "node:crypto";
import { setup, type TestSystem } from "@baton/testing";
import { expect, test } from "vitest";
import {
  ChangedHeads,
  CheckpointLog,
  Checkpoints,
  emptyHead,
  hashLine,
  keyId,
  Ledger,
  parseLine,
  publicKeysFrom,
  readHead,
  signingKeys,
  signLine,
  Verifier,
} from "../src/index.ts";

const keys = [keyId("default", "a"), keyId("default", "b")] as const;
const [a, b] = keys;
const alive = new AbortController().signal;
const term = (fence: number) => ({ fence, lost: alive, stopping: alive });

/** A storage with ledgers that grow at will, and as many leaders as wanted. */
async function ledgersWithLeaders() {
  const system = await setup();
  const changed = new ChangedHeads(system.storage, "worker-1", system.logger);
  const grow = async (id: string) => {
    changed.note(await append(system, id));
    await changed.stop();
  };
  const leader = async (setting?: string, dataFolder = `${system.folder}/data`) =>
    new Checkpoints({
      storage: system.storage,
      instanceId: (await system.storage.prepare()).instanceId,
      keys: signingKeys(setting, dataFolder),
      changed: new ChangedHeads(system.storage, "leader", system.logger),
      allKeyIds: async function* () {
        yield* keys;
      },
      logger: system.logger,
    });
  const lines = async () => {
    const texts = await Array.fromAsync(new CheckpointLog(system.storage).lines());
    return texts.map((text) => parseLine(text));
  };
  return { storage: system.storage, logger: system.logger, changed, grow, leader, lines };
}

/** One hold, opened and released. */
async function append(
  { storage, logger }: TestSystem,
  id: string,
): Promise<[keyId: string, seq: number, hash: string]> {
  const lockKey = id.at(-1) ?? "";
  const read = (await readHead(storage.ledger, id)) ?? { head: emptyHead(id, "default", lockKey), etag: undefined };
  const ledger = new Ledger({
    table: storage.ledger,
    read,
    fence: read.head.fence + 1,
    workerId: "worker-1",
    lost: alive,
    logger,
    onCommitted: () => undefined,
  });
  const occurredAt = "2026-01-01T00:00:00.000Z";
  const events = (["LockAcquired", "LockReleased"] as const).map((status) => ({ status, message: status, occurredAt }));
  await ledger.append(() => ({ events }));
  return [id, ledger.head.seq, ledger.head.hash];
}

function pem(): string {
  return generateKeyPairSync("ed25519").privateKey.export({ format: "pem", type: "pkcs8" }).toString();
}

test("the newest line that names a key is found, whatever other keys' lines follow it", async () => {
  const { storage, grow, leader } = await ledgersWithLeaders();
  const log = new CheckpointLog(storage);
  expect(await log.newestWordOn(a)).toBeUndefined();
  const first = await leader();
  await grow(a);
  await grow(b);
  await first.write(term(1));
  await grow(b);
  await first.write(term(1));
  const [ofA, ofB] = await Promise.all([log.newestWordOn(a), log.newestWordOn(b)]);
  expect(ofA).toMatchObject({ seq: 2, hash: (await readHead(storage.ledger, a))?.head.hash });
  expect(ofB).toMatchObject({ seq: 4, hash: (await readHead(storage.ledger, b))?.head.hash });
  expect(ofA?.line).toBeLessThan(ofB?.line ?? 0);
  expect(await log.newestWordOn(keyId("default", "c"))).toBeUndefined();
});

test("the first line of a day signs every head, the next ones what has changed, and no change is no line", async () => {
  const { grow, leader, lines, storage } = await ledgersWithLeaders();
  await grow(a);
  const first = await leader();
  await first.write(term(1));
  await first.write(term(1));
  await grow(b);
  await grow(b);
  await first.write(term(1));
  expect(await lines()).toMatchObject([
    { n: 1, kind: "key" },
    { n: 2, kind: "heads", all: true, heads: [[a, 2, expect.any(String)]] },
    { n: 3, kind: "heads", all: false, heads: [[b, 4, expect.any(String)]] },
  ]);
  expect(await new Verifier(storage).all()).toMatchObject({ breaks: [], younger: [] });
});

test("what changes while a line is being written is in the next one", async () => {
  const { grow, leader, lines, changed, storage, logger } = await ledgersWithLeaders();
  await grow(a);
  const first = await leader();
  await first.write(term(1));
  await grow(a);
  const read = await changed.read();
  await grow(a);
  // As the leader does it: it removes the notes that it had read when a newer one came.
  await changed.remove(read);
  await new ChangedHeads(storage, "other", logger).remove(read);
  await first.write(term(1));
  expect((await lines()).at(-1)).toMatchObject({ heads: [[a, 6, expect.any(String)]] });
});

test("a leader whose term is over writes no line beside those of the next one", async () => {
  const { grow, leader, lines, storage } = await ledgersWithLeaders();
  await grow(a);
  const [older, newer] = [await leader(), await leader()];
  await older.write(term(1));
  await grow(a);
  await newer.write(term(2));
  await grow(a);
  await expect(older.write(term(1))).rejects.toThrow("Another leader has written");
  expect((await lines()).map((line) => line?.term)).toEqual([1, 1, 2]);
  await newer.write(term(2));
  expect(await new Verifier(storage).all()).toMatchObject({ breaks: [], younger: [], checked: { checkpointLines: 4 } });
});

test("after a change of keys whoever trusts the old one or the new one follows the lines", async () => {
  const { grow, leader, lines, storage } = await ledgersWithLeaders();
  const [old, next] = [pem(), pem()];
  await grow(a);
  await (await leader(old)).write(term(1));
  await grow(a);
  await (await leader(next + old)).write(term(2));
  expect((await lines()).map((line) => line?.kind)).toEqual(["key", "heads", "key", "heads"]);
  for (const trusted of [old, next])
    expect(await new Verifier(storage).all({ trusted: publicKeysFrom(trusted) })).toMatchObject({
      breaks: [],
      checkpoints: { trust: "given-key" },
    });
  expect((await new Verifier(storage).all({ trusted: publicKeysFrom(pem()) })).breaks).toHaveLength(1);
});

test("a leader with a key for which the last one cannot vouch writes nothing", async () => {
  const { grow, leader, lines } = await ledgersWithLeaders();
  await grow(a);
  await (await leader()).write(term(1));
  const stranger = await leader(pem(), "/no/such/folder");
  await grow(a);
  await expect(stranger.write(term(2))).rejects.toThrow("set AUDIT_SIGNING_KEY to the same key for all workers");
  expect(await lines()).toHaveLength(2);
});

test("when the newest lines are cut off, the leader goes on behind the gap, which stays visible", async () => {
  const { grow, leader, storage } = await ledgersWithLeaders();
  await grow(a);
  const first = await leader();
  await first.write(term(1));
  await grow(a);
  await first.write(term(1));
  await replaceLines(storage, (lines) => lines.slice(0, -1));
  await grow(a);
  await (await leader()).write(term(2));
  expect((await new Verifier(storage).all()).breaks).toMatchObject([{ place: "checkpoint line 3" }]);
});

test.each([
  ["in the leader's name", {}],
  ["in a stranger's name", { by: "stranger" }],
])("a leader does not go on behind a line that was forged %s", async (_how, forgery) => {
  const { grow, leader, storage, lines } = await ledgersWithLeaders();
  await grow(a);
  await (await leader()).write(term(1));
  await replaceLines(storage, (all) => {
    const { sig: _, ...last } = JSON.parse(all.at(-1) ?? "");
    const forged = { ...last, n: last.n + 1, prev: hashLine(all.at(-1) ?? ""), heads: [], ...forgery };
    return [...all, signLine(forged, generateKeyPairSync("ed25519").privateKey)];
  });
  await grow(a);
  await (await leader()).write(term(2));
  expect((await lines()).map((line) => line?.n)).toEqual([1, 2, 3, 3]);
  expect((await new Verifier(storage).all()).breaks).toMatchObject([
    { place: "checkpoint line 3", reason: expect.stringMatching("signature is not right|signed by key stranger") },
  ]);
});

async function replaceLines(
  { checkpoints }: TestSystem["storage"],
  change: (lines: string[]) => string[],
): Promise<void> {
  for await (const { name } of checkpoints.listBlobsFlat()) {
    const blob = checkpoints.getAppendBlobClient(name);
    const lines = (await blob.downloadToBuffer()).toString("utf8").trimEnd().split("\n");
    const bytes = Buffer.from(`${change(lines).join("\n")}\n`);
    await blob.delete();
    await blob.create();
    await blob.appendBlock(bytes, bytes.length);
  }
}
