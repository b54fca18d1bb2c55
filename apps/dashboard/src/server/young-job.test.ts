import { newJobId } from "@baton/contracts";
import { expect, test } from "vitest";
import { ok, refused } from "./answer.ts";
import { findYoung } from "./young-job.ts";

const longAgo = "01900000-0000-7000-8000-000000000000";

/** Something that is there from the `nth` look on. */
function there(nth: number) {
  const looks = {
    count: 0,
    look: async () => {
      looks.count += 1;
      return ok(looks.count >= nth ? "found" : undefined);
    },
  };
  return looks;
}

test("a job whose id was made just now is looked for again, for a moment", async () => {
  const late = there(3);
  expect(await findYoung(newJobId(), late.look)).toEqual(ok("found"));
  expect(late.count).toBe(3);
  const never = there(Number.POSITIVE_INFINITY);
  expect(await findYoung(newJobId(), never.look)).toEqual(ok(undefined));
  expect(never.count).toBeGreaterThan(1);
});

test("an old one, and what cannot be read, is not", async () => {
  const old = there(2);
  expect(await findYoung(longAgo, old.look)).toEqual(ok(undefined));
  let count = 0;
  const away = async () => {
    count += 1;
    return refused("storage-unavailable");
  };
  expect(await findYoung(newJobId(), away)).toMatchObject({ kind: "problem" });
  expect([old.count, count]).toEqual([1, 1]);
});
