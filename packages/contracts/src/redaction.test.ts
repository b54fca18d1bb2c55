import { expect, test } from "vitest";
import { parseLossless } from "./parse-lossless.ts";
import { Redaction, redactedMarker, redactionRulePattern } from "./redaction.ts";

const hidden = redactedMarker;

test("a name is every field of that name, a path is the end of one", () => {
  const redaction = new Redaction(["password", "card.number", "payload.pin", "secrets.*"]);
  const payload = {
    Password: 1,
    deep: [{ password: { a: 1 } }],
    card: { number: "4711", owner: "Ada" },
    number: 5,
    pin: 1,
    more: { pin: 2 },
    secrets: { a: 1, b: [2] },
  };
  expect(redaction.value(payload, ["payload"])).toEqual({
    Password: hidden,
    deep: [{ password: hidden }],
    card: { number: hidden, owner: "Ada" },
    number: 5,
    pin: hidden,
    more: { pin: 2 },
    secrets: { a: hidden, b: hidden },
  });
  expect(payload.card.number).toBe("4711");
});

test("of an answer only what jobs were given, gave, recorded and said is looked at", () => {
  const answer = {
    name: "nightly",
    job: { name: "nightly", payload: { name: "Ada" }, result: [{ name: "Bo" }], errorLine: "no name=Cid there" },
    events: [{ message: "name: 'Di', age: 4", data: { name: null } }],
    columns: { Data: '{"name":"Ada"}' },
  };
  expect(new Redaction(["name"]).answer(answer)).toEqual({
    name: "nightly",
    job: {
      name: "nightly",
      payload: { name: hidden },
      result: [{ name: hidden }],
      errorLine: `no name=${hidden} there`,
    },
    events: [{ message: `name: ${hidden}, age: 4`, data: { name: hidden } }],
    columns: { Data: '{"name":"Ada"}' },
  });
});

test("a line of text loses what stands after the name, also when it is cut off", () => {
  const redaction = new Redaction(["card.number", "pass-word"]);
  expect(redaction.text('{"card":{"number":"4711"},"number":5}')).toBe(`{"card":{"number":"${hidden}"},"number":5}`);
  expect(redaction.text('{"card": {"number": "4711 08')).toBe(`{"card": {"number": ${hidden}`);
  expect(redaction.text('{ pass-word: { a: "4711" }')).toBe(`{ pass-word: ${hidden}`);
  expect(redaction.text('number = "a \\" 4711", b')).toBe(`number = ${hidden}, b`);
  expect(redaction.text("numbers: 4")).toBe("numbers: 4");
});

test("numbers keep their digits, odd names their meaning, and without rules everything is as it was", () => {
  const payload = parseLossless('{"big":9007199254740993,"__proto__":{"pin":1.10},"pin":1.10}');
  const text = `{"big":9007199254740993,"__proto__":{"pin":"${hidden}"},"pin":"${hidden}"}`;
  expect(JSON.stringify(new Redaction(["pin"]).value(payload, ["payload"]))).toBe(text);
  expect(new Redaction().answer(payload)).toBe(payload);
  let deep: unknown = { pin: 1 };
  for (let level = 0; level < 100_000; level++) deep = [deep];
  expect(new Redaction(["pin"]).answer({ payload: deep })).toBe(hidden);
});

test("the marker is found where a value belongs, and only there", () => {
  const redaction = new Redaction(["card.number"]);
  const payload = { card: [{ number: hidden }], note: hidden, number: hidden };
  expect(redaction.markers(payload, ["payload"])).toEqual(["payload.card.number"]);
  expect(new Redaction().markers(payload, ["payload"])).toEqual([]);
});

test("rules are names with dots between them", () => {
  for (const rule of ["password", "payload.card.number", "*.password", "secrets.*", "größe", "x-api-key"])
    expect(rule).toMatch(redactionRulePattern);
  for (const rule of ["", "*", "*.*", "a..b", ".a", "a b", "a*", "/a/b."])
    expect(rule).not.toMatch(redactionRulePattern);
});
