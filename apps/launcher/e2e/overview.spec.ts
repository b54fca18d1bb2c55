import type { Page } from "@playwright/test";
import { expectAccessible, expectToFit, phone } from "./page-checks.ts";
import { order, submit } from "./rest.ts";
import { expect, test } from "./shared-system.ts";

const longStepMs = 600_000;

test("what runs now, under whose lock, and since when is told by the first page", async ({ page, system }) => {
  const name = `Overview: slow import ${Date.now()}`;
  const jobId = await submit(system, {
    type: "demo",
    name,
    lockKey: "overview-slow",
    payload: { steps: 2, stepMs: longStepMs },
  });
  await page.goto("/");
  await expect(page.getByRole("heading", { name: "Overview", level: 1 })).toBeVisible();
  const item = page.getByRole("region", { name: "Running now" }).getByRole("listitem").filter({ hasText: name });
  await expect(item).toContainText(/lock key overview-slow, held by worker-\d+ \(fence \d+\)/);
  await expect(item).toContainText(/\ds/);

  // It goes when it ends, without a reload.
  await order(system, `jobs/${jobId}/cancel`, { reason: "seen" });
  await expect(item).toBeHidden();
  await page.getByRole("link", { name, exact: true }).first().click();
  await expect(page.getByRole("heading", { name })).toBeVisible();
});

test("a parked key asks for a person and leads to where it is mended", async ({ page, system }) => {
  const lockKey = `overview-parked-${Date.now()}`;
  await order(system, `locks/${lockKey}/policy`, { policy: "park" });
  await page.goto("/");
  const dead = page.getByRole("link", { name: "Dead-lettered" });
  await expect(dead).toHaveAttribute("href", "/dead-letters");
  await submit(system, {
    type: "demo",
    lockKey,
    maxAttempts: 1,
    payload: { steps: 1, stepMs: 1, failAt: 1 },
  });
  const concern = page
    .getByRole("region", { name: "Needs attention" })
    .getByRole("listitem")
    .filter({ hasText: lockKey });
  await expect(concern).toContainText("is parked");
  await concern.getByRole("link", { name: "Open key" }).click();
  await expect(page).toHaveURL(new RegExp(`/locks/${lockKey}$`));

  await order(system, `locks/${lockKey}/resume`, { reason: "seen" });
  await page.goto("/");
  await expect(concern).toHaveCount(0, { timeout: 20_000 });
});

test("figures of ended jobs are there for an hour, a day and a week", async ({ page, system }) => {
  await submit(system, { type: "demo", name: "Overview: counted", payload: { steps: 1, stepMs: 1 } });
  await page.goto("/");
  const ended = page.getByRole("region", { name: "Ended jobs" });
  await expect(ended.getByText("Throughput")).toBeVisible({ timeout: 40_000 });
  for (const [label, window] of [
    ["1 hour", "1h"],
    ["7 days", "7d"],
  ] as const) {
    await ended.getByText(label, { exact: true }).click();
    await expect(page).toHaveURL(new RegExp(`window=${window}`));
    await expect(ended.getByText("Wait time")).toBeVisible();
  }
  await page.reload();
  await expect(ended.getByRole("radio", { name: "7 days" })).toBeChecked();
  await ended.getByText("Show as a table").first().click();
  await expect(ended.getByRole("columnheader", { name: "Dead-lettered" })).toBeVisible();
});

test("health tells of broker, storage, workers and settings, and of what to do", async ({ page }) => {
  await page.goto("/");
  await page.getByRole("link", { name: "Health", exact: true }).click();
  await expect(page.getByRole("heading", { name: "Health", level: 1 })).toBeVisible();
  const storage = page.getByRole("region", { name: "Storage" });
  await expect(storage.getByText("This is Azurite")).toBeVisible();
  await expect(storage.getByText("What to do:").first()).toBeVisible();
  const broker = page.getByRole("region", { name: "Broker" });
  await expect(broker.getByText(/RabbitMQ \d+\.\d+/).first()).toBeVisible();
  await expect(broker.getByText("Jobs that no worker has taken in yet")).toBeVisible();
  await expect(page.getByRole("region", { name: "Workers" }).getByText("worker-1", { exact: true })).toBeVisible();
  const settings = page.getByRole("region", { name: "Configuration in effect" });
  await expect(settings.getByText("AMQP_URL")).toBeVisible();
  await expect(settings.getByText(/:hidden@/)).toBeVisible();
});

for (const path of ["/", "/health"]) {
  for (const colorScheme of ["light", "dark"] as const) {
    test(`${path} has no violation of accessibility in the ${colorScheme} theme`, async ({ page }) => {
      await page.emulateMedia({ colorScheme });
      await open(page, path);
      await expectAccessible(page);
    });
  }

  test(`${path} fits a phone`, async ({ page }) => {
    await page.setViewportSize(phone);
    await open(page, path);
    await expectToFit(page);
  });
}

async function open(page: Page, path: string): Promise<void> {
  await page.goto(path);
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  await expect(page.getByRole("banner").getByText("Live", { exact: true })).toBeVisible();
}
