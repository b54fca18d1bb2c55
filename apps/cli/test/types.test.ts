import { eventually, setup } from "@baton/testing";
import { expect, test } from "vitest";
import { baton } from "./baton-process.ts";

test("job types are listed with their payload, and as JSON with their schema", async () => {
  const system = await setup();
  expect(await baton(system.env, "types")).toMatchObject({
    code: 0,
    err: "",
    out: expect.stringContaining("No worker"),
  });
  await system.startWorker("worker-1");
  const demo = await eventually("the worker to tell its types", async () => {
    const types: { type: string; inputSchema?: object }[] = JSON.parse(
      (await baton(system.env, "types", "--json")).out,
    );
    return types.find(({ type, inputSchema }) => type === "demo" && inputSchema);
  });
  expect(demo).toMatchObject({ workers: ["worker-1"], inputSchema: { properties: { steps: { default: 10 } } } });
  const { out } = await baton(system.env, "types");
  expect(out).toContain("demo  (worker-1)\n  Waits through named steps");
  expect(out).toContain("payload: { steps?, stepMs?, failAt? }");
});
