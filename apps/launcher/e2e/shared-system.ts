import { test as base } from "@playwright/test";
import { awaitHydration } from "./hydration.ts";
import { TerminalSystem } from "./terminal-system.ts";

const firstStartMs = 360_000;

/** Tests over one system, which is started once for all files and goes on with what they leave behind. */
export const test = base.extend<object, { system: TerminalSystem }>({
  system: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of fixtures from the first parameter
    async ({}, use) => {
      const system = await TerminalSystem.start();
      await use(system);
      await system.stop();
    },
    { scope: "worker", timeout: firstStartMs },
  ],
  // So that tests go to pages by their paths.
  baseURL: async ({ system }, use) => use(system.url),
  page: async ({ page }, use) => {
    awaitHydration(page);
    await use(page);
  },
});

export { expect } from "@playwright/test";
