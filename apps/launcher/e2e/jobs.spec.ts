import { readFileSync } from "node:fs";
import type { Page } from "@playwright/test";
import { expectAccessible, expectToFit } from "./page-checks.ts";
import { order, submit } from "./rest.ts";
import { expect, test } from "./shared-system.ts";

/** Other files' jobs are in the list, too: these are told by their names. */
const mark = `jobs-page-${Date.now().toString(36)}`;

test.beforeAll(async ({ system }) => {
  await submit(system, { name: `${mark} kept` });
});

test("a filter is in the address, finds what it says, and is taken back by one button", async ({ page, system }) => {
  await submit(system, { name: `${mark}/one`, submittedBy: mark });
  await submit(system, { name: `${mark}/two`, lockKey: `${mark}/key` });
  await open(page, "/jobs");
  await page.getByLabel("Text", { exact: true }).fill(`${mark}/`);
  await expect(page).toHaveURL(/text=/);
  await expect(rows(page)).toHaveCount(2);
  await page.getByRole("button", { name: "More filters" }).click();
  await page.getByLabel("Lock key").fill(`${mark}/key`);
  await expect(rows(page)).toHaveCount(1);
  await expect(page.getByText(/1 found/)).toBeVisible();

  await page.reload();
  await expect(page.getByRole("link", { name: `${mark}/two` })).toBeVisible();
  await expect(rows(page)).toHaveCount(1);
  await page.getByLabel("Text", { exact: true }).fill(`${mark} is nowhere`);
  await expect(page.getByText("No job matches").first()).toBeVisible();
  await page.getByRole("button", { name: "Clear filters" }).first().click();
  await expect(page).toHaveURL(/\/jobs$/);
});

test("a job shows up by itself, and its row follows what becomes of it", async ({ page, system }) => {
  await open(page, `/jobs?text=${mark}-live`);
  await expect(page.getByText("No job matches").first()).toBeVisible();
  await open(page, "/jobs");
  await submit(system, { name: `${mark}-live`, payload: { steps: 1, stepMs: 10 } });
  const row = rows(page).filter({ hasText: `${mark}-live` });
  await expect(row).toBeVisible();
  await expect(row.getByText("Completed")).toBeVisible();
});

test("a text is found in payloads when that is asked for", async ({ page, system }) => {
  await submit(system, { name: "of no note", payload: { steps: 1, stepMs: 1, [`${mark}-note`]: 1 } });
  await open(page, `/jobs?text=${mark}-note`);
  await page.getByRole("button", { name: "Search payloads, too" }).click();
  await expect(page.getByRole("link", { name: "of no note" })).toBeVisible();
});

test("all that match are cancelled, counted and for a reason, and replayed by their status", async ({
  page,
  system,
}) => {
  const name = `${mark}-batch`;
  await order(system, `locks/${name}/pause`, { reason: "so that they wait" });
  for (let at = 1; at <= 3; at += 1) await submit(system, { name: `${name} ${at}`, lockKey: name });
  await open(page, `/jobs?text=${name}`);
  await expect(rows(page)).toHaveCount(3);
  await expect(rows(page).getByText("Waiting")).toHaveCount(3);

  await choose(page, "Cancel…");
  const dialog = page.getByRole("dialog");
  await expect(dialog.getByText("3 jobs that match the filter")).toBeVisible();
  await dialog.getByRole("button", { name: "Cancel jobs (3)" }).click();
  await expect(dialog.getByText("Say why")).toBeVisible();
  await dialog.getByLabel("Reason").fill("not needed any more");
  await dialog.getByRole("button", { name: "Cancel jobs (3)" }).click();
  await expect(page.getByText("Cancelling 3 jobs")).toBeVisible();
  await expect(rows(page).getByText("Cancelled")).toHaveCount(3);

  await page.getByLabel("Status").selectOption("Cancelled");
  await expect(rows(page)).toHaveCount(3);
  // As it was a moment before: the list is written behind what the rows have told.
  await page.route("**/api/jobs/search?*limit=500*", (route) => route.fulfill({ json: { jobs: [] } }), { times: 1 });
  await choose(page, "Replay…");
  await expect(dialog.getByText("There is no job for which this makes sense.")).toBeVisible();
  await dialog.getByRole("button", { name: "Replay jobs (3)" }).click();
  await expect(page.getByText("Replaying 3 jobs")).toBeVisible();
  await page.getByLabel("Status").selectOption("");
  await expect(rows(page)).toHaveCount(6);
});

test("selected rows get another priority, also by keyboard alone", async ({ page, system }) => {
  const name = `${mark}-urgent`;
  await order(system, `locks/${name}/pause`, { reason: "so that they wait" });
  await submit(system, { name: `${name} waits`, lockKey: name });
  await open(page, `/jobs?text=${name}`);
  await expect(rows(page).getByText("Waiting")).toBeVisible();
  await rows(page).first().focus();
  await page.keyboard.press("Space");
  const bar = page.getByRole("region", { name: "Selected jobs" });
  await expect(bar.getByText("1 selected")).toBeVisible();
  await bar.getByRole("button", { name: "Set priority" }).press("Enter");
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Priority").selectOption("6");
  await dialog.getByRole("button", { name: "Set priority (1)" }).press("Enter");
  await expect(page.getByText("Setting the priority of 1 job")).toBeVisible();
  // Told by its event: the list alone is read again only after half a minute.
  const shown = { timeout: 15_000 };
  await expect(rows(page).first().getByRole("cell", { name: "6", exact: true })).toBeVisible(shown);
});

test("what matches is downloaded as CSV and as NDJSON", async ({ page }) => {
  await open(page, `/jobs?text=${mark}%20kept`);
  for (const [label, ending] of [
    ["Export CSV", "csv"],
    ["Export NDJSON", "ndjson"],
  ] as const) {
    const downloading = page.waitForEvent("download");
    await page.getByRole("link", { name: label }).click();
    const download = await downloading;
    expect(download.suggestedFilename()).toMatch(new RegExp(`^baton-jobs-.*\\.${ending}$`));
    expect(readFileSync(await download.path(), "utf8")).toContain(`${mark} kept`);
  }
});

test("columns are chosen by the user, and stay chosen", async ({ page }) => {
  await open(page, "/jobs");
  await page.getByRole("button", { name: "Columns" }).click();
  await page.getByRole("menuitemcheckbox", { name: "Tenant" }).click();
  await expect(page.getByRole("columnheader", { name: "Tenant" })).toBeVisible();
  await page.reload();
  await expect(page.getByRole("columnheader", { name: "Tenant" })).toBeVisible();
});

test("a name in the header's search box leads to the jobs that have it", async ({ page }) => {
  await open(page, "/");
  await page.getByRole("searchbox", { name: "Search by job id or name" }).fill(`${mark} kept`);
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/jobs\?text=/);
  await expect(page.getByRole("link", { name: `${mark} kept` })).toBeVisible();
});

test("while the server cannot read them the rows stay, with a word about it, and come back by themselves", async ({
  page,
}) => {
  await open(page, `/jobs?text=${mark}%20kept`);
  await expect(rows(page)).toHaveCount(1);
  const problem = { type: "x", title: "The storage cannot be reached", status: 503, code: "storage-unavailable" };
  const refuse = { status: 503, contentType: "application/problem+json", body: JSON.stringify(problem) };
  await page.route("**/api/jobs/search**", (route) => route.fulfill(refuse));
  await page.getByLabel("Status").selectOption("Completed");
  await expect(page.getByText("The storage cannot be reached").first()).toBeVisible();
  await expect(rows(page)).toHaveCount(1);
  await page.unroute("**/api/jobs/search**");
  await expect(page.getByText("The storage cannot be reached")).toHaveCount(0);
});

for (const colorScheme of ["light", "dark"] as const) {
  test(`nothing keeps anybody out in the ${colorScheme} theme, and nothing is wider than a phone`, async ({ page }) => {
    await page.emulateMedia({ colorScheme });
    for (const width of [1280, 390]) {
      await page.setViewportSize({ width, height: 844 });
      await open(page, `/jobs?text=${mark}`);
      await page.getByRole("button", { name: "More filters" }).click();
      await page
        .getByRole("checkbox", { name: /^Select jobs-page/ })
        .first()
        .check();
      await expectAccessible(page);
      await expectToFit(page);
      await page.getByRole("button", { name: "Cancel", exact: true }).click();
      await expect(page.getByRole("dialog")).toBeVisible();
      await expectAccessible(page);
    }
  });
}

async function open(page: Page, path: string): Promise<void> {
  await page.goto(path);
  // What is pressed before the page listens is lost.
  await expect(page.getByRole("banner").getByText("Live", { exact: true })).toBeVisible();
}

function rows(page: Page) {
  return page.locator("tbody tr[data-index]");
}

async function choose(page: Page, item: string): Promise<void> {
  await page.getByRole("button", { name: "All that match" }).click();
  await page.getByRole("menuitem", { name: item }).click();
}
