import { generateKeyPairSync, type KeyObject } from "node:crypto";
import { expect, test } from "vitest";
import { firstPrev, hashLine, publicKeyId, publicKeyText, signLine, type UnsignedLine } from "./checkpoint-line.ts";
import { LineCheck } from "./line-check.ts";

type Pair = { privateKey: KeyObject; publicKey: KeyObject };
type Step = { key: Pair; by: Pair } | { heads: [string, number, string][]; by: Pair };

const [first, second, stranger] = [1, 2, 3].map(() => generateKeyPairSync("ed25519")) as [Pair, Pair, Pair];

function linesOf(steps: Step[]): string[] {
  let prev = firstPrev("instance-1");
  return steps.map((step, at) => {
    const common = { n: at + 1, at: "2026-01-01T00:00:00.000Z", prev, term: 1, by: publicKeyId(step.by.publicKey) };
    const line: UnsignedLine =
      "key" in step
        ? { kind: "key", ...common, key: publicKeyText(step.key.publicKey) }
        : { kind: "heads", ...common, all: false, heads: step.heads };
    const text = signLine(line, step.by.privateKey);
    prev = hashLine(text);
    return text;
  });
}

function check(lines: string[], trusted: Pair[] = [], isExcerpt = false): LineCheck {
  const checking = new LineCheck({
    instanceId: isExcerpt ? undefined : "instance-1",
    trusted: trusted.map(({ publicKey }) => publicKey),
    isExcerpt,
  });
  for (const line of lines) checking.take(line);
  checking.finish(undefined);
  return checking;
}

const rotated = linesOf([
  { key: first, by: first },
  { heads: [["k.a", 1, "one"]], by: first },
  { key: second, by: first },
  { heads: [["k.a", 2, "two"]], by: second },
  { heads: [["k.a", 3, "three"]], by: second },
]);

test("a new key that the old one has signed is followed, whichever of them is trusted", () => {
  for (const trusted of [first, second]) {
    const { broken, trust, heads } = check(rotated, [trusted]);
    expect({ broken, trust }).toEqual({ broken: undefined, trust: "given-key" });
    expect(heads.get("k.a")?.map(({ seq, line }) => [seq, line])).toEqual([
      [1, 2],
      [2, 4],
      [3, 5],
    ]);
  }
});

test("without a trusted key the first line's own is taken, and said so", () => {
  expect(check(rotated)).toMatchObject({ broken: undefined, trust: "first-line" });
  expect(check([])).toMatchObject({ broken: undefined, trust: "no-lines" });
});

test("lines that no trusted key has signed are refused", () => {
  expect(check(rotated, [stranger]).broken).toMatchObject({ place: "checkpoint line 1" });
});

test("a key that is only named, but has signed nothing, vouches for nothing", () => {
  const lines = linesOf([
    { key: stranger, by: stranger },
    { heads: [["k.a", 1, "forged"]], by: stranger },
    { key: first, by: stranger },
  ]);
  expect(check(lines, [first]).broken).toMatchObject({ reason: expect.stringContaining("no line is signed") });
});

test.each<[string, Step[], string]>([
  ["a key that names itself", [{ key: stranger, by: stranger }], "did not sign it"],
  ["a line of a key that is not the current one", [{ heads: [], by: stranger }], "the key at this place is"],
  [
    "a line of a key that was followed by another",
    [
      { key: second, by: first },
      { heads: [], by: first },
    ],
    "the key at this place is",
  ],
])("%s is refused", (_name, steps, reason) => {
  const lines = linesOf([{ key: first, by: first }, ...steps]);
  expect(check(lines, [first]).broken).toMatchObject({ reason: expect.stringContaining(reason) });
});

test("the lines of another instance are refused", () => {
  const checking = new LineCheck({ instanceId: "instance-2", trusted: [] });
  checking.take(rotated[0] ?? "");
  expect(checking.broken).toMatchObject({ place: "checkpoint line 1", reason: expect.stringContaining("line before") });
});

test("an excerpt may leave lines out, but none that names a key", () => {
  const [key, , next, , last] = rotated as [string, string, string, string, string];
  expect(check([key, next, last], [first], true)).toMatchObject({ broken: undefined, trust: "given-key" });
  expect(check([key, last], [first], true).broken).toMatchObject({ reason: expect.stringContaining("signed by key") });
  expect(check([key, last], [first]).broken).toMatchObject({ reason: "expected line 2, found line 5" });
});

test("in an excerpt a later key does not vouch for what it does not follow from", () => {
  const forged = linesOf([
    { key: stranger, by: stranger },
    { heads: [["k.a", 1, "forged"]], by: stranger },
    { key: first, by: stranger },
  ]);
  const genuine = rotated.slice(3);
  expect(check([...forged, ...genuine], [second], true).broken).toMatchObject({ place: "checkpoint line 2" });
});

test("a line that is not in its one canonical form is refused", () => {
  const spaced = (rotated[0] ?? "").replace(",", ", ");
  expect(check([spaced]).broken).toMatchObject({ reason: "it is not a line as they are written" });
});
