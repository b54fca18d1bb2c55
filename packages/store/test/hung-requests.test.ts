import { proxied, setup } from "@baton/testing";
import { expect, test } from "vitest";
import {
  emptyHead,
  Inbox,
  keyId,
  Ledger,
  PayloadFiles,
  readEvents,
  readHead,
  Storage,
  verifyChain,
} from "../src/index.ts";

const key = keyId("default", "hung-requests");
/** Long enough for an answer that is only slow. */
const requestMs = 1000;
const isAppend = (method: string, path: string) => method === "POST" && path.includes("$batch");
const isRead = (method: string) => method === "GET";
const isUpload = (method: string) => method === "PUT";

/** Storage whose tables or blobs are reached through a proxy, and a look at the truth that is not. */
async function setupBehindProxy(service: "Table" | "Blob") {
  const { storage: direct, namespace, env, logger } = await setup();
  const { proxy, connectionString } = await proxied(env["AZURE_STORAGE_CONNECTION_STRING"] ?? "", service);
  const storage = new Storage({ connectionString, namespace, requestMs, logger });
  const lost = new AbortController();
  const open = async () =>
    new Ledger({
      table: storage.ledger,
      read: (await readHead(direct.ledger, key)) ?? { head: emptyHead(key, "default", "x"), etag: undefined },
      fence: 1,
      workerId: "worker-1",
      lost: lost.signal,
      logger,
      onCommitted: () => undefined,
    });
  const messages = async () => {
    const events = await readEvents(direct.ledger, key, 1, null);
    expect(verifyChain(key, events)).toBeUndefined();
    return events.map(({ message }) => message);
  };
  return { proxy, storage, direct, lost, open, messages };
}

const occurredAt = "2026-01-01T00:00:00.000Z";
const entry = (message: string) => () => ({ events: [{ status: "Log" as const, message, occurredAt }] });
const claim = () => ({ events: [{ status: "LockAcquired" as const, message: "one", occurredAt }] });

test("an append that is never answered is resolved by the head, and the key goes on", async () => {
  const { proxy, open, messages } = await setupBehindProxy("Table");
  const ledger = await open();
  await ledger.append(claim);
  proxy.strike(isAppend, { kind: "hang" });
  proxy.strike(isRead, { kind: "hang" });
  await ledger.append(entry("two"));
  expect(proxy.struck).toBe(2);
  expect(await messages()).toEqual(["one", "two"]);
});

test("an append that was given up and arrives later is refused by the store", async () => {
  const { proxy, open, messages } = await setupBehindProxy("Table");
  const ledger = await open();
  await ledger.append(claim);
  proxy.strike(isAppend, { kind: "hold" });
  await ledger.append(entry("two"));
  expect(await proxy.release()).toEqual([412]);
  await ledger.append(entry("three"));
  expect(await messages()).toEqual(["one", "two", "three"]);
});

test("a read that is never answered is asked again, and fails in time when nothing answers any more", async () => {
  const { proxy, storage } = await setupBehindProxy("Table");
  proxy.strike(isRead, { kind: "hang" });
  expect(await new Inbox(storage).firstRows(key, 10)).toMatchObject({ waiting: [], isWhole: true });
  proxy.strike(isRead, { kind: "hang" }, Number.POSITIVE_INFINITY);
  await expect(new Inbox(storage).firstRows(key, 10)).rejects.toMatchObject({ code: "ETIMEDOUT" });
  expect(proxy.struck).toBe(1 + 3);
});

test("a payload whose upload is never answered is sent again", async () => {
  const { proxy, storage, direct } = await setupBehindProxy("Blob");
  const text = JSON.stringify("x".repeat(30_000));
  proxy.strike(isUpload, { kind: "hang" });
  const stored = await new PayloadFiles(storage).keep("default", "a", text);
  expect(proxy.struck).toBe(1);
  expect(await new PayloadFiles(direct).read(stored)).toBe(text);
});

test("a hold that is lost while its append hangs ends that append at once, and not as a time-out", async () => {
  const { proxy, open, lost } = await setupBehindProxy("Table");
  const ledger = await open();
  await ledger.append(claim);
  proxy.strike(() => true, { kind: "hang" }, Number.POSITIVE_INFINITY);
  const hanging = ledger.append(entry("two"));
  lost.abort(new Error("lost"));
  await expect(hanging).rejects.toThrow("lost");
});
