import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { RunningSystem } from "@baton/harness";
import { cloneFolder } from "@baton/runtime";
import { onTestFinished } from "vitest";

export type SetupOptions = {
  /** Given instead of the run's own broker or storage, e.g. one that a test stops. */
  amqpUrl?: string;
  connectionString?: string;
};

/** A running system of one test, with the job types of `packages/testing/jobs`. */
export class TestSystem extends RunningSystem {
  constructor({
    amqpUrl = required("AMQP_URL"),
    connectionString = required("AZURE_STORAGE_CONNECTION_STRING"),
  }: SetupOptions) {
    super({
      amqpUrl,
      connectionString,
      namespace: `t${randomBytes(6).toString("hex")}`,
      env: (folder) => ({
        JOBS_DIR: join(cloneFolder, "packages/testing/jobs"),
        PROBE_FILE: join(folder, "probe.log"),
      }),
    });
  }
}

/** A started test system that ends with the test. */
export async function setup(options: SetupOptions = {}): Promise<TestSystem> {
  const system = new TestSystem(options);
  onTestFinished(() => system.stop());
  await system.start();
  return system;
}

function required(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set: run the tests by "npm test" or "npm run test:integration"`);
  return value;
}
