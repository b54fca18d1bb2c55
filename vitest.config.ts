import { defineConfig } from "vitest/config";

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
          exclude: ["**/*.slow.test.ts"],
          testTimeout: 120_000,
          hookTimeout: 60_000,
          // Real brokers, storage and processes on a small machine: side by side they would only slow each other.
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
