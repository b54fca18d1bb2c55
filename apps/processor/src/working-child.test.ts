import { join } from "node:path";
import { createLogger } from "@baton/runtime";
import { expect, onTestFinished, test, vi } from "vitest";
import { ProcessorParent } from "./processor-parent.ts";
import { WorkingChild } from "./working-child.ts";

test("a working child that cannot be started has ended, and there is no group to end", async () => {
  nodeIsMissing();
  const child = new WorkingChild({
    env: {},
    secrets: { signingKey: undefined, traceHeaders: undefined },
    pass: () => undefined,
  });
  expect(await child.exited).toMatchObject({ code: null, signal: null, failure: { code: "ENOENT" } });
  await child.endGroup();
  expect(child.leases).toEqual([]);
});

test("a parent whose child cannot be started tries again until it is stopped", async () => {
  nodeIsMissing();
  const logger = createLogger({ level: "silent", base: { app: "test" }, readable: false });
  const failed = vi.spyOn(logger, "error");
  const parent = new ProcessorParent({
    env: {},
    secrets: { signingKey: undefined, traceHeaders: undefined },
    leaseSeconds: 15,
    locks: () => Promise.reject(new Error("There is nothing to give back")),
    logger,
    pass: () => undefined,
  });
  const stopped = parent.run();
  await vi.waitUntil(() => failed.mock.calls.length > 1, { timeout: 10_000 });
  parent.stop();
  expect(await stopped).toBe(0);
});

function nodeIsMissing(): void {
  const { execPath } = process;
  process.execPath = join(import.meta.dirname, "no-such-node");
  onTestFinished(() => {
    process.execPath = execPath;
  });
}
