import { jobTypeListSchema } from "@baton/contracts";
import { eventually, setup } from "@baton/testing";
import { expect, test } from "vitest";
import { startDashboard } from "./dashboard.ts";

test("the types that live workers can run are told with their schemas, settings and workers", async () => {
  const system = await setup();
  const dashboard = await (await startDashboard(system)).connected();
  const read = async () => jobTypeListSchema.parse(await (await dashboard.fetch("/api/types")).json()).types;
  expect(await read()).toEqual([]);

  await system.startWorker("worker-1", { JOBS_DIR: "" });
  const worker2 = await system.startWorker("worker-2");
  const types = await eventually("both workers to tell their types", async () => {
    const known = await read();
    const ofBoth = known.find(({ type }) => type === "demo")?.workers.length === 2;
    return ofBoth && known.every(({ inputSchema }) => inputSchema !== undefined) && known;
  });
  const [demo, probe] = ["demo", "probe"].map((name) => types.find(({ type }) => type === name));
  expect(demo).toMatchObject({
    description: expect.stringContaining("named steps"),
    inputSchema: { type: "object", properties: { steps: { type: "integer", default: 10, minimum: 1 } } },
    workers: ["worker-1", "worker-2"],
  });
  expect(probe?.workers).toEqual(["worker-2"]);

  await worker2.end();
  const left = await eventually("only the other worker's types to stay", async () => {
    const known = await read();
    return !known.some(({ type }) => type === "probe") && known;
  });
  expect(left.find(({ type }) => type === "demo")?.workers).toEqual(["worker-1"]);
});
