import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { appEnvironment } from "./environment.ts";
import { identifyProcess } from "./process-identity.ts";
import { RunLock } from "./run-file.ts";

function setup({ envFile = "" }: { envFile?: string } = {}) {
  const folder = mkdtempSync(path.join(tmpdir(), "baton-environment-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const file = path.join(folder, "test.env");
  writeFileSync(file, envFile);
  return { folder, base: { BATON_DATA_DIR: folder, BATON_ENV_FILE: file } };
}

function runSystem(folder: string): void {
  const owner = identifyProcess(process.pid);
  if (!owner) throw new Error("this process must be found");
  const addresses = { amqpUrl: "amqp://running", storageConnectionString: "storage of the running system" };
  RunLock.acquire(folder, { owner, startedAt: "now", namespace: "baton", ...addresses });
}

test("given settings win over the file, and empty ones count as not set", () => {
  const { base } = setup({ envFile: "LOG_LEVEL=debug\nPORT=4000\nHOST=\n" });
  const env = appEnvironment({ ...base, LOG_LEVEL: "warn", PORT: "" });
  expect(env).toEqual({ ...base, LOG_LEVEL: "warn", PORT: "4000" });
});

test("beside a running system its addresses are used", () => {
  const { base, folder } = setup();
  runSystem(folder);
  expect(appEnvironment(base)).toMatchObject({
    AMQP_URL: "amqp://running",
    AZURE_STORAGE_CONNECTION_STRING: "storage of the running system",
    BATON_NAMESPACE: "baton",
  });
});

test("addresses that are given or in the file win over those of a running system", () => {
  const { base, folder } = setup({ envFile: "AMQP_URL=amqp://file" });
  runSystem(folder);
  const env = appEnvironment({ ...base, AZURE_STORAGE_ACCOUNT: "mine" });
  expect(env["AMQP_URL"]).toBe("amqp://file");
  expect(env["AZURE_STORAGE_CONNECTION_STRING"]).toBeUndefined();
});
