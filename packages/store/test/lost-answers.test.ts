import { type Fault, proxied, setup } from "@baton/testing";
import { expect, test } from "vitest";
import {
  type Committed,
  emptyHead,
  FencedError,
  keyId,
  Ledger,
  readEvents,
  readHead,
  Storage,
  verifyChain,
} from "../src/index.ts";

const key = keyId("default", "lost-answers");
const isAppend = (method: string, path: string) => method === "POST" && path.includes("$batch");
const isRead = (method: string) => method === "GET";

/** A ledger whose way to the tables leads through a proxy, and a look at the truth that does not. */
async function setupBehindProxy() {
  const { storage, namespace, env, logger } = await setup();
  const { proxy, connectionString } = await proxied(env["AZURE_STORAGE_CONNECTION_STRING"] ?? "", "Table");
  const table = new Storage({ connectionString, namespace, logger }).ledger;
  const open = async (fence: number) => {
    const committed: Committed[] = [];
    const ledger = new Ledger({
      table,
      read: (await readHead(storage.ledger, key)) ?? { head: emptyHead(key, "default", "x"), etag: undefined },
      fence,
      workerId: `worker-${fence}`,
      lost: AbortSignal.timeout(20_000),
      logger,
      onCommitted: (transaction) => committed.push(transaction),
    });
    return { ledger, committed };
  };
  const events = () => readEvents(storage.ledger, key, 1, null);
  return { proxy, open, events };
}

const occurredAt = "2026-01-01T00:00:00.000Z";
const entry = (message: string) => () => ({ events: [{ status: "Log" as const, message, occurredAt }] });
const claim = (message: string) => () => ({ events: [{ status: "LockAcquired" as const, message, occurredAt }] });

test.each<[string, Fault]>([
  ["an answer that is lost after the write", { kind: "lose-answer" }],
  ["a request that is lost before the write", { kind: "lose-request" }],
  ["a 500 for a write that happened", { kind: "fail", status: 500 }],
  ["a 503 for a write that did not", { kind: "refuse", status: 503, headers: { "retry-after": "1" } }],
  ["a 412 that is the echo of our own write", { kind: "fail", status: 412 }],
  ["a time-out of the service after the write", { kind: "fail", status: 504 }],
])("%s leaves one entry in the ledger, and the writer knows it", async (_name, fault) => {
  const { proxy, open, events } = await setupBehindProxy();
  const { ledger, committed } = await open(1);
  // The first one too: its head does not exist yet.
  proxy.strike(isAppend, fault);
  await ledger.append(claim("one"));
  proxy.strike(isAppend, fault);
  await ledger.append(entry("two"));
  await ledger.append(entry("three"));
  expect(proxy.struck).toBe(2);
  const written = await events();
  expect(written.map(({ message }) => message)).toEqual(["one", "two", "three"]);
  expect(verifyChain(key, written)).toBeUndefined();
  expect(committed).toHaveLength(3);
});

test("when the answer and the look at the head are both lost, the writer asks again", async () => {
  const { proxy, open, events } = await setupBehindProxy();
  const { ledger } = await open(1);
  await ledger.append(claim("one"));
  proxy.strike(isAppend, { kind: "lose-answer" });
  proxy.strike(isRead, { kind: "lose-answer" });
  proxy.strike(isRead, { kind: "refuse", status: 500 });
  await ledger.append(entry("two"));
  expect(proxy.struck).toBe(3);
  expect((await events()).map(({ message }) => message)).toEqual(["one", "two"]);
});

test("a first copy that arrives after its retry is refused by the store", async () => {
  const { proxy, open, events } = await setupBehindProxy();
  const { ledger } = await open(1);
  await ledger.append(claim("one"));
  proxy.strike(isAppend, { kind: "hold-back" });
  await ledger.append(entry("two"));
  const before = await events();
  expect(before.map(({ message }) => message)).toEqual(["one", "two"]);
  const late = await proxy.release();
  expect(late).toEqual([412]);
  expect(await events()).toEqual(before);
  await ledger.append(entry("three"));
  expect(verifyChain(key, await events())).toBeUndefined();
});

test("an append of an old hold that arrives after the new one's claim writes nothing, and the old hold learns it", async () => {
  const { proxy, open, events } = await setupBehindProxy();
  const { ledger: older } = await open(1);
  await older.append(claim("one"));
  const { ledger: newer } = await open(2);
  proxy.strike(isAppend, { kind: "hold-back" });
  const late = older.append(entry("too late")).catch((err: unknown) => err);
  await newer.append(claim("claim"));
  await proxy.release();
  expect(await late).toBeInstanceOf(FencedError);
  expect((await events()).map(({ message, fence }) => [message, fence])).toEqual([
    ["one", 1],
    ["claim", 2],
  ]);
});
