import { setTimeout as pause } from "node:timers/promises";
import type { Page } from "@playwright/test";
import { order, read, submit } from "../../apps/launcher/e2e/rest.ts";

const rows = 10_000;
const jobsPerRequest = 1000;
const scrollMs = 180_000;
const lockKey = "scrolled";

/**
 * Goes down the list to its last row, some rows a frame, and notes the tasks that keep the page from answering
 * (browsers tell of those over 50 ms).
 */
const scrollDown = `new Promise((resolve) => {
  const longTasks = [];
  const observer = new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) longTasks.push(duration);
  });
  observer.observe({ type: "longtask" });
  const box = document.querySelector('section[aria-label="Jobs, newest first"]');
  const table = box.querySelector("table");
  const givenUpAt = performance.now() + ${scrollMs};
  const step = () => {
    box.scrollTop += 300;
    const atEnd = box.scrollTop + box.clientHeight >= box.scrollHeight - 1;
    // -1 as long as there are more rows to be read.
    const read = Number(table.getAttribute("aria-rowcount")) - 1;
    if ((read < 0 || !atEnd) && performance.now() < givenUpAt) return requestAnimationFrame(step);
    observer.disconnect();
    resolve({ longTasks, read });
  };
  requestAnimationFrame(step);
})`;

type Scrolled = { longTasks: number[]; read: number };

/** How the list of jobs answers while somebody scrolls through 10,000 rows of it, which it reads on the way. */
export class ScrollWatch {
  readonly #page: Page;
  readonly #url: string;

  constructor(page: Page, url: string) {
    this.#page = page;
    this.#url = url;
  }

  async watch(): Promise<string[]> {
    await this.#submit();
    await this.#page.goto(`${this.#url}/jobs?key=${lockKey}`);
    await this.#page.getByRole("row").nth(5).waitFor();
    const { longTasks, read: found } = await this.#page.evaluate<Scrolled>(scrollDown);
    if (found <= rows) throw new Error(`The list ended after ${found} rows`);
    const longest = longTasks.length > 0 ? Math.max(...longTasks).toFixed(0) : "under 50";
    return ["jobs", rows.toLocaleString("en"), String(longTasks.length), longest];
  }

  /** Jobs that wait behind a pause. */
  async #submit(): Promise<void> {
    const server = { url: this.#url };
    await order(server, `locks/${lockKey}/pause`, { reason: "page bench" });
    for (let from = 0; from < rows; from += jobsPerRequest) {
      const jobs = Array.from({ length: jobsPerRequest }, (_, at) => ({
        type: "demo",
        name: `Row ${from + at + 1}`,
        lockKey,
        payload: { steps: 1, stepMs: 1 },
      }));
      await order(server, "jobs/bulk", { jobs });
    }
    const last = await submit(server, { name: "The last", lockKey });
    while ((await read(server, last)).job.status !== "Waiting") await pause(1000);
  }
}
