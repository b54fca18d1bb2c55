import fc from "fast-check";
import { expect, test } from "vitest";
import { jsonBytes, maxTransactionBytes, sendInParts } from "./transaction-parts.ts";

const row = (text: string) => ({ entity: { Text: text } });

/** A store that takes whatever `takes` lets through, and remembers it. */
function store(takes: (texts: string[]) => boolean, statusCode?: number) {
  const taken: string[][] = [];
  const send = async (part: { entity: { Text: string } }[]) => {
    const texts = part.map(({ entity }) => entity.Text);
    if (!takes(texts)) throw Object.assign(new Error("refused"), { statusCode });
    taken.push(texts);
  };
  return { taken, send };
}

test("rows go in order, in parts that hold their bound of entities and of bytes as they are sent", async () => {
  const text = fc.oneof(fc.constant("\u0001".repeat(60_000)), fc.constant('"'.repeat(200_000)), fc.string());
  await fc.assert(
    fc.asyncProperty(fc.array(text, { maxLength: 60 }), async (texts) => {
      const { taken, send } = store(() => true);
      expect(await sendInParts(texts.map(row), send, 20)).toEqual([]);
      expect(taken.flat()).toEqual(texts);
      for (const part of taken) {
        expect(part.length).toBeLessThanOrEqual(20);
        expect(part.length === 1 || jsonBytes(part) < maxTransactionBytes).toBe(true);
      }
    }),
    { numRuns: 30 },
  );
});

test("rows that are refused by themselves are told, and all others get through", async () => {
  const texts = Array.from({ length: 50 }, (_, at) => `row ${at}`);
  const poisoned = new Set(["row 0", "row 17", "row 49"]);
  const { taken, send } = store((part) => !part.some((text) => poisoned.has(text)), 413);
  const refused = await sendInParts(texts.map(row), send);
  expect(refused.map(({ row: { entity } }) => entity.Text)).toEqual([...poisoned]);
  expect(refused[0]?.cause).toMatchObject({ statusCode: 413 });
  expect(taken.flat()).toEqual(texts.filter((text) => !poisoned.has(text)));
});

test.each([404, 409, 412, 500, 503, undefined])(
  "a failure with status %s is no refusal: it is thrown",
  async (status) => {
    const { send } = store(() => false, status);
    await expect(sendInParts([row("a"), row("b")], send)).rejects.toThrow("refused");
  },
);
