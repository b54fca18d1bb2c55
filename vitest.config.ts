import { defineConfig } from "vitest/config";

/** They hold bounds in seconds, because that is what is promised: nothing else may run beside them. */
const timed = [
  "apps/processor/test/crash.test.ts",
  "apps/processor/test/blocked.test.ts",
  "apps/launcher/test/start-stop.test.ts",
];

export default defineConfig({
  test: {
    projects: [
      { test: { name: "unit", include: ["{packages,apps}/*/src/**/*.test.ts"] } },
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
