import { eventually, setup } from "@baton/testing";
import { expect, test } from "vitest";
import { baton } from "./baton-process.ts";

test("workers are listed, one is drained by its name, and takes keys again", async () => {
  const system = await setup();
  await system.startWorker("worker-1");
  const run = (...args: string[]) => baton(system.env, ...args);
  const listed = async () => JSON.parse((await run("workers", "--json")).out);

  expect(await run("workers")).toMatchObject({
    code: 0,
    err: "",
    out: expect.stringMatching(/^worker-1 +live +\d s /m),
  });
  expect(await run("drain", "worker-1")).toEqual({ code: 0, err: "", out: "worker-1 is told to drain.\n" });
  await eventually("it to drain", async () => (await listed())[0].state === "draining", { withinMs: 15_000 });
  expect(await run("drain", "worker-1", "--resume")).toMatchObject({ code: 0 });
  await eventually("it to go on", async () => (await listed())[0].state === "live", { withinMs: 15_000 });
  expect(await run("drain", "nobody")).toMatchObject({ code: 2, err: expect.stringContaining('no worker "nobody"') });
});
