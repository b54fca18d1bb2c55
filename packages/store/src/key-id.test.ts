import { lockKeySchema } from "@baton/contracts";
import fc from "fast-check";
import { expect, test } from "vitest";
import { keyId, parseKeyId } from "./key-id.ts";

const validKey = fc
  .string({ unit: "binary", minLength: 1, maxLength: 60 })
  .map((text) => lockKeySchema.safeParse(text))
  .filter((parsed) => parsed.success)
  .map((parsed) => parsed.data ?? "");

test("a key's name leads back to the key", () => {
  fc.assert(
    fc.property(validKey, (lockKey) => {
      const id = keyId("tenant-1", lockKey);
      fc.pre(id.startsWith("k."));
      expect(parseKeyId(id)).toEqual({ tenantId: "tenant-1", lockKey });
    }),
  );
});

test("two different keys never share a name", () => {
  fc.assert(
    fc.property(validKey, validKey, (one, other) => {
      fc.pre(one !== other);
      expect(keyId("t", one)).not.toBe(keyId("t", other));
    }),
  );
});

test("a name is plain ASCII of at most 200 characters, whatever the key", () => {
  fc.assert(
    fc.property(validKey, (lockKey) => {
      expect(keyId("t", lockKey)).toMatch(/^[kh]\.[A-Za-z0-9._~-]{1,198}$/);
    }),
  );
  expect(keyId("t", "x".repeat(500))).toMatch(/^h\.[0-9a-f]{64}$/);
});

test("two tenants' keys of one name are two locks, wherever the dots stand", () => {
  expect(keyId("a.b", "c")).not.toBe(keyId("a", "b.c"));
  expect(keyId("a", "default")).not.toBe(keyId("b", "default"));
});

test("names that mean something to file systems and URLs are names like any other", () => {
  expect(keyId("default", "..")).toBe("k.default.~2e~2e");
  expect(keyId("default", "a/b\\c#d?e%f'g h")).toBe("k.default.a~2fb~5cc~23d~3fe~25f~27g~20h");
  expect(keyId("default", "Zürich 🚆")).toBe("k.default.Z~c3~bcrich~20~f0~9f~9a~86");
});
