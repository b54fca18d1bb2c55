import { expect, test } from "vitest";
import { entityTagOf, isKnown } from "./entity-tag.ts";

test("a text has the ETag of its bytes, which is known again in whatever form it comes", () => {
  const etag = entityTagOf('{"a":1}');
  expect(etag).toMatch(/^W\/"[\w-]{27}"$/);
  expect(entityTagOf('{"a":1}')).toBe(etag);
  expect(entityTagOf('{"a":2}')).not.toBe(etag);
  for (const given of [etag, etag.slice(2), `"other", ${etag}`, `${etag},"other"`, "*"])
    expect(isKnown(etag, given), given).toBe(true);
  for (const given of [undefined, "", '"other"', etag.slice(0, -2), `x${etag}`])
    expect(isKnown(etag, given), given).toBe(false);
});
