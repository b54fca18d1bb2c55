import { setTimeout as pause } from "node:timers/promises";
import { jobDetailSchema, submitResponseSchema } from "@baton/contracts";
import type { Page } from "@playwright/test";
import { percentiles } from "../../apps/bench/src/percentiles.ts";

const steps = 500;
/** A step and its progress each: about fifty events a second. */
const stepMs = 25;

/** Notes when the messages of a job's steps are first seen in the page. */
const observe = `(() => {
  window.firstSeen = {};
  const note = (node) => {
    for (const [, step] of (node.textContent ?? "").matchAll(/Processing step (\\d+)\\/${steps}/g))
      window.firstSeen[step] ??= Date.now();
  };
  new MutationObserver((changes) => {
    for (const { target, addedNodes } of changes) addedNodes.length > 0 ? addedNodes.forEach(note) : note(target);
  }).observe(document.body, { childList: true, subtree: true, characterData: true });
})()`;

/** How long it takes from a step's end in its worker until the page shows it; both clocks are this machine's. */
export class ScreenWatch {
  readonly #page: Page;
  readonly #url: string;

  constructor(page: Page, url: string) {
    this.#page = page;
    this.#url = url;
  }

  async watch(): Promise<string[]> {
    await this.#page.evaluate(observe);
    const startedAt = Date.now();
    const occurredAt = await this.#run();
    const seconds = (Date.now() - startedAt) / 1000;
    const seenAt = await this.#page.evaluate<Record<string, number>>("window.firstSeen");
    const delays = [...occurredAt].flatMap(([step, at]) => {
      const seen = seenAt[step];
      return seen === undefined ? [] : [seen - at];
    });
    const ranked = percentiles(delays);
    const perSecond = (2 * occurredAt.size) / seconds;
    return ["overview", ranked?.count ?? 0, perSecond.toFixed(0), ranked?.p50 ?? "–", ranked?.p95 ?? "–"].map(String);
  }

  /** @returns when each step occurred. */
  async #run(): Promise<Map<string, number>> {
    const answer = await fetch(`${this.#url}/api/jobs`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ type: "demo", name: "Page bench", payload: { steps, stepMs } }),
    });
    const { jobId } = submitResponseSchema.parse(await answer.json());
    for (;;) {
      await pause(1000);
      const { job, events } = jobDetailSchema.parse(await (await fetch(`${this.#url}/api/jobs/${jobId}`)).json());
      if (job.endedAt === undefined) continue;
      const done = events.filter(({ status }) => status === "Step");
      return new Map(
        done.map(({ message, occurredAt: at }) => [/step (\d+)\//.exec(message)?.[1] ?? "", Date.parse(at)]),
      );
    }
  }
}
