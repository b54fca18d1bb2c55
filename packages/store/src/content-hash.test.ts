import { jobRequestSchema, parseLossless } from "@baton/contracts";
import { expect, test } from "vitest";
import { contentHash } from "./content-hash.ts";

const hashOf = (text: string) => contentHash(jobRequestSchema.parse(parseLossless(text)));

test("the order of fields, spaces and what is the default anyway do not make another job", () => {
  const hash = hashOf('{"type":"demo","payload":{"b":[1,{"d":1,"c":2}],"a":null}}');
  expect(hashOf('{ "payload": { "a": null, "b": [1, { "c": 2, "d": 1 }] }, "type": "demo" }')).toBe(hash);
  expect(hashOf('{"type":"demo","name":"demo","priority":0,"payload":{"b":[1,{"d":1,"c":2}],"a":null}}')).toBe(hash);
});

test("who submits, when, under which id and in which trace does not make another job", () => {
  const again =
    '{"jobId":"order-7","createdAt":"2026-01-02T03:04:05Z","submittedBy":"someone","type":"demo",' +
    '"traceparent":"00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"}';
  expect(hashOf(again)).toBe(hashOf('{"type":"demo"}'));
});

test.each([
  ['{"type":"demo","lockKey":"a"}'],
  ['{"type":"demo","name":"Night"}'],
  ['{"type":"demo","priority":1}'],
  ['{"type":"demo","payload":{"n":1}}'],
  ['{"type":"demo","payload":[]}'],
  ['{"type":"demo","runAt":"2026-01-02T03:04:05Z"}'],
])("%s is another job than the bare one", (text) => {
  expect(hashOf(text)).not.toBe(hashOf('{"type":"demo"}'));
});

test("numbers that JavaScript would take for the same are not", () => {
  expect(hashOf('{"type":"demo","payload":9007199254740993}')).not.toBe(
    hashOf('{"type":"demo","payload":9007199254740992}'),
  );
});

test("a payload that is no well-formed text has a hash, too", () => {
  expect(hashOf('{"type":"demo","payload":"\\ud800"}')).toHaveLength(64);
  expect(hashOf('{"type":"demo","payload":{"__proto__":1}}')).not.toBe(hashOf('{"type":"demo"}'));
});
