import { spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { chromiumPackage, provide } from "@baton/embedded";
import { cloneFolder } from "@baton/runtime";
import { chromium } from "@playwright/test";

const downloadLimitMs = 60_000;

/**
 * A browser for the end-to-end tests: the system's Chromium, else Playwright's own, downloaded if that takes no
 * longer than a minute, else the system's package.
 * @returns the path of the program, or undefined for Playwright's own.
 */
export async function provideBrowser(): Promise<string | undefined> {
  const system = chromiumPackage.find();
  if (system) return system;
  if (await playwrightsRuns()) return undefined;
  console.log("No Chromium on this machine: downloading Playwright's, for a minute at most …");
  if ((await download()) && (await playwrightsRuns())) return undefined;
  console.log("That did not work.");
  return provide(chromiumPackage, { install: true, say: console.log });
}

// A download is not enough: on a bare system the libraries that it needs are missing.
async function playwrightsRuns(): Promise<boolean> {
  try {
    const browser = await chromium.launch();
    await browser.close();
    return true;
  } catch {
    return false;
  }
}

async function download(): Promise<boolean> {
  const cli = path.join(cloneFolder, "node_modules/playwright/cli.js");
  const child = spawn(process.execPath, [cli, "install", "--only-shell", "chromium"], {
    detached: true,
    stdio: "ignore",
  });
  const timer = setTimeout(() => process.kill(-(child.pid ?? 0), "SIGKILL"), downloadLimitMs);
  const [code] = await once(child, "exit");
  clearTimeout(timer);
  return code === 0;
}
