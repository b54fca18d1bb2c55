import { createHash, webcrypto } from "node:crypto";
import { expect, test } from "vitest";
import { eventColumns, eventText, genesisText } from "./event-text.ts";
import { genesisHash, hashEvent, type LedgerEvent } from "./ledger-event.ts";

const event: Omit<LedgerEvent, "hash"> = {
  keyId: "k.default.night",
  seq: 7,
  jobId: "019abcde-0000-7000-8000-0123456789ab",
  status: "Step",
  message: 'Zählerstand \u2028 "5" – €',
  occurredAt: "2026-11-26T05:00:00.000Z",
  fence: 3,
  workerId: "worker-1",
  attempt: 1,
  step: "read",
  durationMs: 12.5,
  data: { kind: "inline", text: '{"id":9007199254740993,"price":1.10}' },
  writeId: "w",
  prevHash: "0".repeat(64),
};

/** As a ledger has written them: what is stored must stay verifiable for ever. */
const vectors: [string, Omit<LedgerEvent, "hash">, string][] = [
  ["every column", event, "b88fe77d6fd03aa9405491ad976813ed130f370245d2ac2deaa88deccf985ad5"],
  ["a hold's event", holdEvent(), "d3adf1f17e8b157aa392f3e2c978158887685aa890cd268038b058604ffb1256"],
];

function holdEvent(): Omit<LedgerEvent, "hash"> {
  const { jobId: _job, attempt: _attempt, step: _step, durationMs: _ms, data: _data, ...rest } = event;
  return { ...rest, status: "LockReleased" };
}

test.each(vectors)(
  "%s: the server's hash and WebCrypto's are the one that is known",
  async (_name, given, expected) => {
    expect(hashEvent(given)).toBe(expected);
    expect(await webHash(eventText(eventColumns(given)))).toBe(expected);
  },
);

test("the columns' order does not matter, and the text is UTF-8 without escapes that nobody needs", () => {
  const columns = eventColumns(event);
  const turned = Object.fromEntries(Object.entries(columns).reverse());
  expect(eventText(turned)).toBe(eventText(columns));
  expect(eventText({ b: 1, a: "é€", Z: 1e21 })).toBe('{"Z":1e+21,"a":"é€","b":1}');
});

test("a chain's beginning is the same for both", async () => {
  expect(await webHash(genesisText("k.default.a"))).toBe(genesisHash("k.default.a"));
  expect(genesisHash("k.default.a")).toBe(createHash("sha256").update("k.default.a").digest("hex"));
});

async function webHash(text: string): Promise<string> {
  return Buffer.from(await webcrypto.subtle.digest("SHA-256", new TextEncoder().encode(text))).toString("hex");
}
