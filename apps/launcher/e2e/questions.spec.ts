import type { Locator, Page } from "@playwright/test";
import { order, submit, until } from "./rest.ts";
import { expect, test } from "./shared-system.ts";

/** So many actions lead from the first page to an answer, at most. */
const mostActions = 4;

test("what runs now, and under whose lock?", async ({ page, system }) => {
  const asked = await Visit.start(page);
  const jobId = await submit(system, { name: "Question: import", lockKey: "questions/running", ...long });
  const running = page.getByRole("region", { name: "Running now" }).getByRole("listitem");
  await expect(running.filter({ hasText: "Question: import" })).toContainText(
    /lock key questions\/running, held by worker-\d+ \(fence \d+\)/,
  );
  expect(asked.actions).toBe(0);
  await order(system, `jobs/${jobId}/cancel`, { reason: "answered" });
});

test("why is this job waiting?", async ({ page, system }) => {
  const lockKey = "questions/waiting";
  const front = await submit(system, { name: "Question: in front", lockKey, ...long });
  await until(system, front, "Running");
  const behind = await submit(system, { name: "Question: behind", lockKey, ...long });
  const asked = await Visit.start(page);
  await asked.click(page.getByRole("navigation").getByRole("link", { name: "Jobs", exact: true }).first());
  await asked.click(page.getByRole("link", { name: "Question: behind" }).first());
  await expect(
    page.getByText(/^Waiting for the lock “questions\/waiting”, held by worker-\d+ \(fence \d+\) for job /),
  ).toBeVisible();
  await expect(page.getByRole("link", { name: front })).toBeVisible();
  for (const jobId of [behind, front]) await order(system, `jobs/${jobId}/cancel`, { reason: "answered" });
});

test("what failed last night? It is run again", async ({ page, system }) => {
  const lockKey = "questions/failed";
  const payload = { steps: 2, stepMs: 1, failAt: 1 };
  const jobId = await submit(system, { name: "Question: failed", lockKey, maxAttempts: 1, payload });
  await until(system, jobId, "DeadLettered");
  const asked = await Visit.start(page);
  await asked.click(page.getByRole("navigation").getByRole("link", { name: "Dead letters" }).first());
  const group = page.getByRole("region").filter({ has: page.getByRole("button", { name: "Show jobs" }) });
  const failed = page.getByRole("row").filter({ hasText: "Question: failed" });
  await asked.click(group.first().getByRole("button", { name: "Show jobs" }));
  await expect(failed).toBeVisible();
  await asked.click(failed.getByRole("button", { name: "Replay", exact: true }));
  await expect(failed.getByRole("link", { name: "Replayed" })).toBeVisible();
});

test("who cancelled this job, and why?", async ({ page, system }) => {
  const lockKey = "questions/cancelled";
  const jobId = await submit(system, { name: "Question: cancelled", lockKey, ...long });
  await until(system, jobId, "Running");
  await order(system, `jobs/${jobId}/cancel`, { reason: "it was the wrong month" });
  await until(system, jobId, "Cancelled");
  const asked = await Visit.start(page);
  await asked.click(page.getByRole("navigation").getByRole("link", { name: "Jobs", exact: true }).first());
  await asked.click(page.getByRole("link", { name: "Question: cancelled" }).first());
  await expect(page.getByText("Cancelled by local: it was the wrong month").first()).toBeVisible();
});

test("was this record changed?", async ({ page, system }) => {
  const jobId = await submit(system, { name: "Question: changed", lockKey: "questions/record" });
  await until(system, jobId, "Completed");
  const asked = await Visit.start(page);
  await asked.click(page.getByRole("navigation").getByRole("link", { name: "Jobs", exact: true }).first());
  await asked.click(page.getByRole("link", { name: "Question: changed" }).first());
  await asked.click(page.getByRole("button", { name: "Verify this record" }));
  await expect(page.getByText("Nothing was changed.")).toBeVisible();
});

const long = { payload: { steps: 1, stepMs: 600_000 } };

/** One who comes to the first page with a question, and counts what it takes to get the answer. */
class Visit {
  #actions = 0;

  static async start(page: Page): Promise<Visit> {
    await page.goto("/");
    return new Visit();
  }

  get actions(): number {
    return this.#actions;
  }

  async click(what: Locator): Promise<void> {
    this.#actions += 1;
    expect(this.#actions).toBeLessThanOrEqual(mostActions);
    await what.click();
  }
}
