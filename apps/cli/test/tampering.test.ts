import { generateKeyPairSync } from "node:crypto";
import { hashLine, publicKeyId, signLine } from "@baton/store";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { RecordedSystem, rowKeyOf } from "./recorded-system.ts";

let recorded: RecordedSystem;

beforeAll(async () => {
  recorded = await RecordedSystem.start();
});
afterEach(() => recorded.restore());
afterAll(() => recorded.system.stop());

async function expectBreak(place: string, reason: string, keyId = recorded.keyId): Promise<void> {
  expect((await recorded.verify()).breaks).toEqual([
    expect.objectContaining({ keyId, place, reason: expect.stringContaining(reason) }),
  ]);
}

const seqOf = async (status: string) =>
  (await recorded.events()).find((event) => event.status === status)?.seq ?? Number.NaN;

test("what nobody has touched holds", async () => {
  const report = await recorded.verify();
  expect(report).toMatchObject({ breaks: [], younger: [], checkpoints: { trust: "given-key" } });
  expect(report.checked).toMatchObject({ keys: 2, jobs: 3, attempts: 3, blobs: 1 });
});

test("an edited message is found", async () => {
  const seq = await seqOf("Step");
  await recorded.edit(rowKeyOf(seq), { Message: "Something else" });
  await expectBreak(`event ${seq}`, "its hash is not the hash of its content");
});

test("an added column is found", async () => {
  await recorded.edit(rowKeyOf(3), { Remark: "all fine" });
  await expectBreak("event 3", "its column Remark");
});

test("a removed event is found", async () => {
  await recorded.remove(rowKeyOf(4));
  await expectBreak("event 4", "expected event 4, found 5");
});

test("two swapped events are found", async () => {
  const [third, fourth] = (await recorded.events()).slice(2, 4);
  await recorded.edit(rowKeyOf(3), { Message: fourth?.message, Status: fourth?.status, Hash: fourth?.hash });
  await recorded.edit(rowKeyOf(4), { Message: third?.message, Status: third?.status, Hash: third?.hash });
  await expectBreak("event 3", "hash of its content");
});

test("an edited hold event is found", async () => {
  const seq = await seqOf("LockAcquired");
  await recorded.edit(rowKeyOf(seq), { WorkerId: "worker-2" });
  await expectBreak(`event ${seq}`, "hash of its content");
});

test("a tail that was cut off, with a head and rows that agree, is found by the checkpoint", async () => {
  const count = (await recorded.events()).length;
  let left = 0;
  await recorded.rewrite((events) => {
    left = events.findIndex(({ jobId }) => jobId === recorded.largeJobId);
    return events.slice(0, left);
  });
  await recorded.remove(`job:${recorded.largeJobId}`);
  await expectBreak(`event ${left + 1}`, `signed event ${count}, the chain ends before`);
});

test("a tail that was cut off with its head left alone is found", async () => {
  const count = (await recorded.events()).length;
  await recorded.remove(rowKeyOf(count));
  await expectBreak(`event ${count}`, `the head says ${count} events`);
});

test("a chain that was rewritten as a whole is found by the checkpoint", async () => {
  const count = (await recorded.events()).length;
  await recorded.rewrite((events) => events.map((event) => ({ ...event, message: event.message.toUpperCase() })));
  const { breaks } = await recorded.verify();
  expect(breaks).toEqual([
    expect.objectContaining({ keyId: recorded.keyId, reason: expect.stringContaining("the chain was rewritten") }),
  ]);
  expect(breaks[0]?.seq).toBeLessThanOrEqual(count);
});

test.each<[string, () => Record<string, unknown>, string]>([
  ["name", () => ({ Name: "Harmless" }), "its submission is"],
  ["request", () => ({ Request: '{"type":"probe"}' }), "its submission is"],
  ["status", () => ({ Status: "DeadLettered" }), "its status is"],
  ["result", () => ({ Result: '{"steps":4}' }), "its result is"],
  ["end", () => ({ EndedAt: "2026-01-01T00:00:00.000Z" }), "its endedAt is"],
  ["attempts", () => ({ Attempts: "[]" }), "its attempts is"],
  ["ranges", () => ({ Ranges: "[[1,2]]" }), "its ranges is"],
  ["counters", () => ({ Failures: 1 }), "its failures is"],
  ["tenant", () => ({ TenantId: "acme" }), "another tenant"],
  ["JSON", () => ({ Attempts: "[" }), "cannot be read"],
])("an edited job row is found: its %s", async (_what, change, reason) => {
  await recorded.edit(`job:${recorded.jobId}`, change());
  await expectBreak(`job:${recorded.jobId}`, reason);
});

test("a removed job row is found", async () => {
  await recorded.remove(`job:${recorded.jobId}`);
  await expectBreak(`job:${recorded.jobId}`, "it is missing");
});

test("a job row of which the chain knows nothing is found", async () => {
  const { ledger } = recorded.system.storage;
  const { etag: _, timestamp: __, ...row } = await ledger.getEntity(recorded.keyId, `job:${recorded.jobId}`);
  const jobId = `${recorded.jobId.slice(0, -1)}${recorded.jobId.endsWith("0") ? "1" : "0"}`;
  await ledger.createEntity({ ...row, partitionKey: recorded.keyId, rowKey: `job:${jobId}`, JobId: jobId });
  await expectBreak(`job:${jobId}`, "no event of the job is on the record");
});

test("an edited head is found", async () => {
  await recorded.edit("head", { Fence: { type: "Int64", value: "1" }, Owner: "worker-9" });
  await expectBreak("head", "it names fence 1 of worker-9");
});

test("an altered payload blob is found, and one that is gone", async () => {
  const { payloads } = recorded.system.storage;
  for await (const { name } of payloads.listBlobsFlat()) {
    const blob = payloads.getBlockBlobClient(name);
    await blob.uploadData(Buffer.from('{"type":"probe"}'));
    await expectBreak(`job:${recorded.largeJobId}`, "does not have the hash that is its name");
    await blob.delete();
    await expectBreak(`job:${recorded.largeJobId}`, "is not there");
  }
});

test("a whole ledger that is gone is found by the checkpoint", async () => {
  const { ledger } = recorded.system.storage;
  for await (const { partitionKey, rowKey } of ledger.listEntities())
    if (partitionKey === recorded.keyId) await ledger.deleteEntity(partitionKey, rowKey ?? "");
  await expectBreak("head", "the whole ledger is gone; checkpoint line");
});

const ofLines = "";

test("an edited checkpoint line is found", async () => {
  await recorded.editLines((lines) => lines.map((line, at) => (at === 1 ? line.replace(/"at":"2/, '"at":"3') : line)));
  await expectBreak("checkpoint line 2", "its signature is not right", ofLines);
});

test("a removed checkpoint line is found, in the middle and at the end", async () => {
  await recorded.editLines((lines) => lines.toSpliced(1, 1));
  await expectBreak("checkpoint line 2", "expected line 2, found line 3", ofLines);
  await recorded.restore();
  let count = 0;
  await recorded.editLines((lines) => {
    count = lines.length;
    return lines.slice(0, -1);
  });
  const { breaks } = await recorded.verify();
  expect(breaks[0]).toMatchObject({
    place: `checkpoint line ${count}`,
    reason: `it is missing; ${count} lines were written`,
  });
});

test("a forged checkpoint line is found, whoever signed it", async () => {
  const { privateKey } = generateKeyPairSync("ed25519");
  let count = 0;
  await recorded.editLines((lines) => {
    const { sig: _, ...last } = JSON.parse(lines.at(-1) ?? "");
    count = last.n;
    const forged = signLine({ ...last, n: count + 1, prev: hashLine(lines.at(-1) ?? "") }, privateKey);
    return [...lines, forged];
  });
  await expectBreak(`checkpoint line ${count + 1}`, "its signature is not right", ofLines);
});

test("checkpoints that were all made anew with another key are found", async () => {
  const { privateKey, publicKey } = generateKeyPairSync("ed25519");
  const key = publicKey.export({ format: "der", type: "spki" }).toString("base64");
  const by = publicKeyId(publicKey);
  await recorded.editLines((lines) => {
    let prev = JSON.parse(lines[0] ?? "").prev;
    return lines.map((line) => {
      const { sig: _, ...unsigned } = JSON.parse(line);
      const text = signLine({ ...unsigned, prev, by, ...(unsigned.kind === "key" ? { key } : {}) }, privateKey);
      prev = hashLine(text);
      return text;
    });
  });
  await expectBreak("checkpoint line 1", "no line is signed by the key that was given", ofLines);
});
