import { changeEvent } from "@baton/testing";
import type { Page } from "@playwright/test";
import { expectAccessible, expectAccessibleInBothThemes, expectToFitPhone } from "./page-checks.ts";
import { order, submit, until } from "./rest.ts";
import { expect, test } from "./shared-system.ts";
import type { TerminalSystem } from "./terminal-system.ts";

test.describe.configure({ mode: "serial" });

const lockKey = "audit-ledger";
const wideWithinMs = 90_000;

test("what an operator did is listed with who and why, without a reload", async ({ page, system }) => {
  const soon = new Date(Date.now() + 3_600_000).toISOString();
  const jobId = await submit(system, {
    type: "demo",
    name: "Audited close",
    lockKey: "audit-later",
    runAt: soon,
  });
  await page.goto("/audit");
  await expect(page.getByRole("heading", { level: 1, name: "Audit" })).toBeVisible();
  await until(system, jobId, "Scheduled");
  await order(system, `jobs/${jobId}/cancel`, { reason: "The books are closed by hand" });

  const actions = page.getByRole("table", { name: "Operator actions, newest first" });
  const row = actions.getByRole("row").filter({ hasText: "Audited close" });
  await expect(row).toBeVisible({ timeout: wideWithinMs });
  await expect(row).toContainText("Cancelled");
  await expect(row).toContainText("local");
  await expect(row).toContainText("The books are closed by hand");
  await row.getByRole("link", { name: "Audited close" }).click();
  await expect(page).toHaveURL(new RegExp(`/jobs/${jobId}`));
});

test("a row that was changed in storage is found from the page, with its place, and is gone when put back", async ({
  page,
  system,
}) => {
  const jobId = await submit(system, { type: "demo", lockKey, payload: { steps: 2, stepMs: 1 } });
  await until(system, jobId, "Completed");
  await page.goto("/audit");
  const result = page.getByRole("region", { name: "Result" });
  await verifyAll(page);
  await expect(result.getByRole("heading", { name: "The record holds" })).toBeVisible();

  const changed = await changeEvent({ ...storageOf(system), lockKey, seq: 3 });
  const row = page.getByRole("table", { name: "Lock keys" }).getByRole("row").filter({ hasText: lockKey });
  await page.getByRole("button", { name: `Verify ${lockKey}` }).click();
  await expect(result.getByRole("heading", { name: "The record does not hold: 1 break found" })).toBeVisible();
  await expect(result.getByRole("heading", { name: `Break in lock key “${lockKey}” at event 3` })).toBeVisible();
  await expect(row).toContainText("Broken at event 3");
  // What was found stays, also for those who come later.
  await page.reload();
  await expect(row).toContainText("Broken at event 3");
  await checkPage(page);

  await changed.putBack();
  await verifyAll(page);
  await expect(result.getByRole("heading", { name: "The record holds" })).toBeVisible();
  await expect(row).toContainText("Holds");
});

test("an evidence pack and the public key are downloaded; what is not on the record is told in place", async ({
  page,
}) => {
  await page.goto("/audit");
  const evidence = page.getByRole("region", { name: "Evidence pack" });
  await evidence.getByText("A lock key").click();
  await evidence.getByRole("textbox", { name: "Lock key" }).fill("nobody ever used this one");
  await evidence.getByRole("button", { name: "Download" }).click();
  await expect(evidence.getByText("Nothing is on the record of it.")).toBeVisible();

  await evidence.getByRole("textbox", { name: "Lock key" }).fill(lockKey);
  const pack = page.waitForEvent("download");
  await evidence.getByRole("button", { name: "Download" }).click();
  expect((await pack).suggestedFilename()).toBe(`baton-evidence-key-${lockKey}.ndjson.gz`);

  const publicKey = page.waitForEvent("download");
  await page.getByRole("link", { name: "Public key" }).click();
  expect((await publicKey).suggestedFilename()).toMatch(/^baton-audit-public-[0-9a-f]{8}\.pem$/);
});

test("the page is whole and accessible with a record on it, on a phone, too", async ({ page }) => {
  await page.goto("/audit");
  await expect(page.getByRole("table", { name: "Lock keys" })).toBeVisible();
  await checkPage(page);
});

async function verifyAll(page: Page): Promise<void> {
  const button = page.getByRole("button", { name: "Verify everything" });
  await button.click();
  // It is told in a corner, too, and the button can be pressed again.
  await expect(page.getByText(/lock keys? with [\d,]+ events? checked/).first()).toBeVisible({ timeout: wideWithinMs });
  await expect(button).toBeEnabled();
}

async function checkPage(page: Page): Promise<void> {
  await expectAccessibleInBothThemes(page);
  await expectToFitPhone(page, () => expectAccessible(page));
}

function storageOf(system: TerminalSystem) {
  const { storageConnectionString: connectionString = "", namespace = "" } = system.running ?? {};
  return { connectionString, namespace };
}
