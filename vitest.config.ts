import { randomInt } from "node:crypto";
import { appEnvironment } from "@baton/runtime";
import { defineConfig } from "vitest/config";

/**
 * They hold bounds in seconds, because that is what is promised, or take all that a small machine has: nothing else may
 * run beside them.
 */
const timed = [
  "apps/processor/test/crash.test.ts",
  "apps/processor/test/blocked.test.ts",
  "apps/processor/test/delay.test.ts",
  "apps/processor/test/mixed-jobs.test.ts",
  "apps/launcher/test/start-stop.test.ts",
  "apps/processor/test/schedules.test.ts",
  "packages/broker/test/wake-ladder.test.ts",
];

export default defineConfig({
  test: {
    projects: [
      // A user's own jobs: npm run test:jobs.
      { test: { name: "jobs", include: [`${appEnvironment()["JOBS_DIR"] ?? "my-jobs"}/**/*.test.{ts,js,mjs}`] } },
      // A time-out tells what hangs; a busy machine is slow.
      {
        test: {
          name: "unit",
          include: ["{packages,apps}/*/src/**/*.test.ts", "scripts/**/*.test.ts"],
          testTimeout: 30_000,
        },
      },
      {
        test: {
          name: "histories",
          include: ["packages/testing/src/histories/*.test.ts"],
          env: { HISTORIES: "40000" },
        },
      },
      {
        test: {
          name: "integration",
          include: ["{packages,apps}/*/test/**/*.test.ts"],
          exclude: ["**/*.slow.test.ts", ...timed],
          testTimeout: 120_000,
          hookTimeout: 60_000,
          // Real brokers, storage and processes on a small machine; but most of the time a test waits for a lease.
          maxWorkers: 2,
        },
      },
      {
        test: {
          name: "timed",
          include: timed,
          testTimeout: 120_000,
          hookTimeout: 60_000,
          fileParallelism: false,
        },
      },
      {
        test: {
          // Every route, at length: npm run test:fuzz. A seed that is given is that of a run before.
          name: "fuzz",
          include: ["apps/dashboard/test/fuzz/*.test.ts"],
          env: {
            FUZZ_REQUESTS: process.env["FUZZ_REQUESTS"] ?? "24000",
            FUZZ_SEED: process.env["FUZZ_SEED"] ?? String(randomInt(2 ** 31)),
          },
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          // Faults that last for several leases: npm run test:faults.
          name: "faults",
          include: ["{packages,apps}/*/test/**/*.slow.test.ts"],
          testTimeout: 300_000,
          hookTimeout: 60_000,
          fileParallelism: false,
        },
      },
    ],
  },
});
