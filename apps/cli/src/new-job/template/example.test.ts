import { NonRetryableError } from "@baton/sdk";
import { RecordedContext } from "@baton/sdk/testing";
import { expect, test } from "vitest";
import { exampleJob } from "./example.ts";

/** Runs the job as a worker does, with a record in memory. */
async function run(payload: unknown, ctx = new RecordedContext("example")) {
  const input = exampleJob.input.parse(payload);
  return exampleJob.run(input, ctx);
}

test("each item is a recorded step, and the result counts them", async () => {
  const ctx = new RecordedContext("example");
  expect(await run({ items: ["one", "three"] }, ctx)).toEqual({ handled: 2, characters: 8 });
  expect(ctx.steps.map(({ message }) => message)).toEqual(["Processing step 1/2 - one", "Processing step 2/2 - three"]);
  expect(ctx.progressed.at(-1)).toMatchObject({ done: 2, total: 2 });
});

test("an attempt after a crash handles only what is not on the record", async () => {
  const first = new RecordedContext("example");
  await run({ items: ["one", "two", "three"] }, first);
  const second = new RecordedContext("example", first.steps.slice(0, 2));
  expect(await run({ items: ["one", "two", "three"] }, second)).toEqual({ handled: 3, characters: 11 });
  expect(second.ran).toEqual(["Handle item"]);
});

test("an attempt that must end handles nothing more", async () => {
  const ctx = new RecordedContext("example");
  ctx.abort("shutdown");
  await expect(run({ items: ["one"] }, ctx)).rejects.toThrow("shutdown");
  expect(ctx.ran).toEqual([]);
});

test("a blank item fails the job for good", async () => {
  await expect(run({ items: [" "] })).rejects.toBeInstanceOf(NonRetryableError);
});

test("a payload without items is refused", () => {
  expect(exampleJob.input.safeParse({ items: [] }).success).toBe(false);
});
