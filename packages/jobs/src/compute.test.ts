import { RecordedContext } from "@baton/sdk/testing";
import { expect, test } from "vitest";
import { compute } from "./compute.ts";

const run = async (payload: unknown, ctx = new RecordedContext("compute")) =>
  compute.run(compute.input.parse(payload), ctx);

test("the primes up to ten million are counted, one recorded step per range", async () => {
  const ctx = new RecordedContext("compute");
  // https://oeis.org/A006880 and https://oeis.org/A003618
  const expected = { from: 1, to: 1e7, primes: 664_579, largestPrime: 9_999_991 };
  expect(await run({ to: 1e7, chunkSize: 3e6 }, ctx)).toEqual(expected);
  expect(ctx.steps.map(({ message }) => message)).toEqual([
    "Processing step 1/4 - Primes from 1 to 3000000",
    "Processing step 2/4 - Primes from 3000001 to 6000000",
    "Processing step 3/4 - Primes from 6000001 to 9000000",
    "Processing step 4/4 - Primes from 9000001 to 10000000",
  ]);
  expect(ctx.progressed.at(-1)).toEqual({
    done: 4,
    total: 4,
    message: "664579 primes up to 10000000, the largest is 9999991",
  });
});

test("the size of the ranges does not change the result", async () => {
  for (const chunkSize of [1000, 1009, 99_999, 1e6]) {
    expect(await run({ from: 2, to: 100_000, chunkSize })).toMatchObject({ primes: 9592, largestPrime: 99_991 });
  }
});

test("ranges without primes leave the largest one of those before", async () => {
  // https://oeis.org/A002386: no prime lies between 370261 and 370373.
  expect(await run({ from: 370_262, to: 370_372 })).toMatchObject({ primes: 0, largestPrime: null });
  expect(await run({ from: 369_263, to: 370_372, chunkSize: 1000 })).toMatchObject({ largestPrime: 370_261 });
});

test("a resumed attempt counts only the ranges that are not on the record", async () => {
  const whole = new RecordedContext("compute");
  const expected = await run({ to: 5000, chunkSize: 1000 }, whole);
  const resumed = new RecordedContext("compute", whole.steps.slice(0, 3));
  expect(await run({ to: 5000, chunkSize: 1000 }, resumed)).toEqual(expected);
  expect(resumed.ran.length).toBe(2);
});

test("an attempt that must end counts no further range", async () => {
  const ctx = new RecordedContext("compute");
  const progress = ctx.progress.bind(ctx);
  ctx.progress = (done, total, message) => {
    progress(done, total, message);
    if (done === 2) ctx.abort();
  };
  await expect(run({ to: 5000, chunkSize: 1000 }, ctx)).rejects.toThrow("shutdown");
  expect(ctx.ran.length).toBe(2);
});

test.each([
  [{}, "to"],
  [{ to: -1 }, "to"],
  [{ to: 1e12 + 1 }, "to"],
  [{ to: 1.5 }, "to"],
  [{ from: 10, to: 9 }, "not below `from`"],
  [{ to: 10, chunkSize: 999 }, "chunkSize"],
  [{ to: 1e7, chunkSize: 1000 }, "at most 1000 ranges"],
])("a payload out of bounds is refused: %j", (payload, reason) => {
  expect(compute.input.safeParse(payload).error?.message).toContain(reason);
});

test("a thousand ranges are still taken", () => {
  expect(compute.input.safeParse({ to: 1e6, chunkSize: 1000 }).success).toBe(true);
});
