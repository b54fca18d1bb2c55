import { mkdirSync } from "node:fs";
import path from "node:path";
import { cloneFolder } from "@baton/runtime";
import { type Browser, type BrowserContextOptions, chromium } from "@playwright/test";
import { TerminalSystem } from "../../apps/launcher/e2e/terminal-system.ts";
import { provideBrowser } from "../test/browser.ts";
import { jobNamed, submitExamples } from "./example-data.ts";

/** `npm run screenshots`: the pictures of the README, of a system with example data that it starts for itself. */
type Picture = { file: string; path: string; options?: BrowserContextOptions };

const folder = path.join(cloneFolder, "docs/images");
const desktop = { width: 1440, height: 900 };
const phone = { width: 390, height: 844 };
/** Charts and live parts come after the first paint. */
const settleMs = 4000;
const sandboxless = ["--no-sandbox", "--disable-gpu", "--hide-scrollbars"];

async function main(): Promise<void> {
  const executablePath = await provideBrowser();
  const system = await TerminalSystem.start();
  try {
    await submitExamples(system.url);
    const browser = await chromium.launch({ args: sandboxless, ...(executablePath ? { executablePath } : {}) });
    mkdirSync(folder, { recursive: true });
    for (const picture of await pictures(system.url)) await take(browser, system.url, picture);
    await browser.close();
  } finally {
    await system.stop();
  }
}

async function pictures(url: string): Promise<Picture[]> {
  const failed = await jobNamed(url, "Import for Bolt GmbH");
  const waiting = await jobNamed(url, "Corrections of November");
  return [
    { file: "overview.png", path: "/" },
    { file: "overview-dark.png", path: "/", options: { colorScheme: "dark" } },
    { file: "jobs.png", path: "/jobs" },
    { file: "job.png", path: `/jobs/${failed}` },
    { file: "job-phone.png", path: `/jobs/${waiting}`, options: { viewport: phone, deviceScaleFactor: 2 } },
    { file: "locks.png", path: "/locks" },
    { file: "lock.png", path: "/locks/settlement" },
    { file: "workers.png", path: "/workers" },
    { file: "dead-letters.png", path: "/dead-letters" },
    { file: "schedules.png", path: "/schedules" },
    { file: "submit.png", path: "/submit" },
    { file: "audit.png", path: "/audit" },
    { file: "health.png", path: "/health" },
  ];
}

async function take(browser: Browser, url: string, { file, path: page, options }: Picture): Promise<void> {
  const context = await browser.newContext({ viewport: desktop, colorScheme: "light", ...options });
  const tab = await context.newPage();
  await tab.goto(url + page);
  await tab.waitForTimeout(settleMs);
  await tab.screenshot({ path: path.join(folder, file) });
  await context.close();
  console.log(file);
}

await main();
