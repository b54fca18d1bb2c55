import { defineConfig } from "@playwright/test";

// Debian's Chromium runs as root only without its sandbox; the rest keeps it from calling home.
const chromiumArguments = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];
const executablePath = process.env["CHROMIUM_PATH"];

export default defineConfig({
  testDir: "apps/launcher/e2e",
  outputDir: "test-results",
  // One system, started as a user would; its tests are chapters of one visit.
  workers: 1,
  // Long, for machines that are shared: nothing is waited for that does not come.
  timeout: 300_000,
  expect: { timeout: 60_000 },
  use: {
    viewport: { width: 1280, height: 900 },
    screenshot: "only-on-failure",
    launchOptions: { args: chromiumArguments, ...(executablePath ? { executablePath } : {}) },
  },
});
