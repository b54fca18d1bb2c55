import { RecordedContext } from "@baton/sdk/testing";
import { expect, test } from "vitest";
import { demo } from "./demo.ts";

const run = (payload: unknown, ctx: RecordedContext) => Promise.resolve(demo.run(demo.input.parse(payload), ctx));

test("ten named steps are recorded in order and shown as progress", async () => {
  const ctx = new RecordedContext("demo");
  expect(await run({ stepMs: 0 }, ctx)).toEqual({ steps: 10 });
  expect(ctx.steps.slice(0, 2)).toMatchObject([
    { name: "Data validation", message: "Processing step 1/10 - Data validation" },
    { name: "File processing", message: "Processing step 2/10 - File processing" },
  ]);
  expect(ctx.steps.length).toBe(10);
  expect(ctx.progressed.at(-1)).toMatchObject({ done: 10, total: 10 });
});

test("a thousand steps have names, too", async () => {
  const ctx = new RecordedContext("demo");
  await run({ steps: 1000, stepMs: 0 }, ctx);
  expect(ctx.steps.at(-1)?.message).toBe("Processing step 1000/1000 - Notification");
});

test("the step that failAt names throws, and none after it runs", async () => {
  const ctx = new RecordedContext("demo");
  const running = run({ steps: 5, stepMs: 0, failAt: 3 }, ctx);
  await expect(running).rejects.toThrow("Processing error: step 3/5 - Schema mapping");
  expect(ctx.steps.length).toBe(2);
});

test("a resumed attempt goes on behind the recorded steps", async () => {
  const first = new RecordedContext("demo");
  await expect(run({ steps: 4, stepMs: 0, failAt: 3 }, first)).rejects.toThrow();
  const second = new RecordedContext("demo", first.steps);
  await run({ steps: 4, stepMs: 0 }, second);
  expect(second.ran).toEqual(["Schema mapping", "Record matching"]);
});

test("a step that sleeps ends when the attempt must", async () => {
  const ctx = new RecordedContext("demo");
  const running = run({ stepMs: 600_000 }, ctx);
  ctx.abort();
  await expect(running).rejects.toThrow("shutdown");
});

test.each([[{ steps: 0 }], [{ steps: 1001 }], [{ stepMs: -1 }], [{ stepMs: 600_001 }], [{ failAt: 0 }], [[]], [null]])(
  "a payload out of bounds is refused: %j",
  (payload) => {
    expect(demo.input.safeParse(payload).success).toBe(false);
  },
);
