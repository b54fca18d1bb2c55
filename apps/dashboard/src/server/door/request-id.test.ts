import { expect, test } from "vitest";
import { requestIdOf } from "./request-id.ts";

test("a well-formed id is kept, and anything else gets one that is made", () => {
  for (const id of ["a", "0198c0de-7000-7abc-8def-0123456789ab", "Root=1-67891233-abcdef", "x".repeat(128)])
    expect(requestIdOf(id)).toBe(id);
  const odd = [undefined, "", " a", "a b", "a\r\nSet-Cookie: b", "ä", "<script>", "x".repeat(129), ["a", "b"]];
  const made = odd.map((id) => requestIdOf(id));
  for (const id of made) expect(id).toMatch(/^[0-9a-f-]{36}$/);
  expect(new Set(made).size).toBe(odd.length);
});
