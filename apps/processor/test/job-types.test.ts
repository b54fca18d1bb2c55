import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { eventually, setup } from "@baton/testing";
import { expect, test } from "vitest";

test.each([
  ["retry: { maxAttempts: 0 }", "retry.maxAttempts: Too small: expected number to be >=1"],
  ["retry: { maxAttempt: 2 }", 'retry: Unrecognized key: "maxAttempt"'],
  ["retry: { backoff: { factor: 0.5 } }", "retry.backoff.factor: Too small: expected number to be >=1"],
])("a worker whose job type says %s refuses to start and says what was expected", async (setting, reason) => {
  const system = await setup();
  const type = `{ type: "wrong", input: { safeParse: (data) => ({ success: true, data }) }, run: () => 1, ${setting} }`;
  writeFileSync(join(system.folder, "wrong.mjs"), `export const wrong = ${type};\n`);
  const worker = system.app("worker-1", "apps/processor/src/main.ts", {
    WORKER_ID: "worker-1",
    JOBS_DIR: system.folder,
  });
  expect(await eventually("the worker to refuse", () => worker.exitCode)).toBe(3);
  const { msg } = JSON.parse(worker.log) as { msg: string };
  expect(msg).toContain("wrong.mjs");
  expect(msg).toContain(reason);
});
