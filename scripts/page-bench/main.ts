import { textTable } from "@baton/harness";
import { type CDPSession, chromium, type Page } from "@playwright/test";
import { TerminalSystem } from "../../apps/launcher/e2e/terminal-system.ts";
import { provideBrowser } from "../test/browser.ts";
import { EventFlood } from "./event-flood.ts";
import { ScreenWatch } from "./screen-watch.ts";
import { ScrollWatch } from "./scroll-watch.ts";

/** `npm run bench:page`: how soon an event is on the screen, how a long list scrolls, and whether a page that is left open grows. */
const flood = { events: [20_000, 60_000, 100_000], perSecond: 2000 };
const sandboxless = ["--no-sandbox", "--disable-gpu"];

async function main(): Promise<void> {
  const executablePath = await provideBrowser();
  const system = await TerminalSystem.start();
  const browser = await chromium.launch({ args: sandboxless, ...(executablePath ? { executablePath } : {}) });
  try {
    const page = await browser.newPage();
    await page.goto(system.url);
    const seen = await new ScreenWatch(page, system.url).watch();
    console.log(textTable(["event → screen", "events", "events/s", "p50, ms", "p95, ms"], [seen]));
    const scrolled = await new ScrollWatch(page, system.url).watch();
    console.log(textTable(["scrolling", "rows", "tasks over 50 ms", "longest, ms"], [scrolled]));
    await page.goto(system.url);
    console.log(textTable(["page left open", "heap, MB"], await heapOver(page, system)));
  } finally {
    await browser.close();
    await system.stop();
  }
}

/** The heap after the first events, and after as many as in hours: what grows with them, grows all the way. */
async function heapOver(page: Page, { running }: TerminalSystem): Promise<string[][]> {
  if (!running) throw new Error("The system is not running");
  const session = await page.context().newCDPSession(page);
  const sender = new EventFlood(running);
  await sender.start();
  const rows: string[][] = [];
  for (const events of flood.events) {
    await sender.sendUpTo(events, flood.perSecond);
    rows.push([`${events.toLocaleString("en")} events`, await heapMb(session)]);
  }
  await sender.stop();
  return rows;
}

async function heapMb(session: CDPSession): Promise<string> {
  await session.send("HeapProfiler.collectGarbage");
  const { usedSize } = await session.send("Runtime.getHeapUsage");
  return (usedSize / 1024 / 1024).toFixed(1);
}

await main();
