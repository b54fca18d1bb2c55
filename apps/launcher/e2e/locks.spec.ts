import { expectAccessible, expectToFit, phone } from "./page-checks.ts";
import { order, submit, until } from "./rest.ts";
import { expect, test } from "./shared-system.ts";

test("the list tells who holds a lock key and how many wait, live, and finds keys by a part of their name", async ({
  page,
  system,
}) => {
  const lockKey = "Locks list / ü";
  await page.goto("/locks?text=locks%20LIST");
  await expect(page.getByText("No lock key in use matches")).toBeVisible();
  await submit(system, { lockKey, name: "Runs in the list", payload: { steps: 60 } });
  const row = page.getByRole("row").filter({ hasText: lockKey });
  await expect(row.getByText("Running")).toBeVisible();
  await expect(row.getByText(/^(\d+ s|overdue)$/)).toBeVisible();
  await submit(system, { lockKey, name: "Waits in the list" });
  // Each cell names its column, for rows that are cards.
  await expect(row.getByRole("cell").filter({ hasText: /^In line 1$/ })).toBeVisible();

  await page.getByRole("searchbox", { name: "Lock key contains" }).fill("no such key anywhere");
  await expect(page.getByText("No lock key in use matches")).toBeVisible();
  await page.getByRole("link", { name: "Open “no such key anywhere”" }).click();
  await expect(page.getByRole("heading", { name: "no such key anywhere" })).toBeVisible();
  await expect(page.getByText("Nobody held this lock key in this time")).toBeVisible();
});

test("a lock key is paused from the list with a reason, which its page tells, and resumed there", async ({
  page,
  system,
}) => {
  const lockKey = "locks-pause";
  const running = await submit(system, { lockKey, name: "Before the pause", payload: { steps: 2, stepMs: 300 } });
  await until(system, running, "Completed");
  await submit(system, { lockKey, name: "For tomorrow", delayMs: 86_400_000 });
  await page.goto(`/locks?text=${lockKey}`);
  await page.getByRole("button", { name: `Actions for ${lockKey}` }).click();
  await page.getByRole("menuitem", { name: "Pause…" }).click();
  const dialog = page.getByRole("dialog");
  await expect(dialog.getByText("Nothing more starts under this lock key")).toBeVisible();
  await dialog.getByRole("button", { name: "Pause" }).click();
  await expect(dialog.getByText("Say why")).toBeVisible();
  await dialog.getByLabel("Reason").fill("stock-taking");
  await dialog.getByRole("button", { name: "Pause" }).click();
  const row = page.getByRole("row").filter({ hasText: lockKey });
  await expect(row.getByText("Paused")).toBeVisible();
  await expect(row.getByText("stock-taking")).toBeVisible();

  await page.getByRole("link", { name: lockKey }).click();
  await expect(page.getByText("Paused by local").first()).toBeVisible();
  const waiting = await submit(system, { lockKey, name: "Waits for the resume" });
  const line = page.getByRole("region", { name: "In line", exact: true });
  await expect(line.getByText("Waits for the resume")).toBeVisible();
  await expect(line.getByText(/was paused by local \(stock-taking\)/).first()).toBeVisible();

  await page.getByRole("button", { name: "Resume" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Resume" }).click();
  await expect(page.getByText(`“${lockKey}” goes on`)).toBeVisible();
  const done = page.getByRole("region", { name: "What was done to it" });
  await expect(done.getByText("Paused by local: stock-taking")).toBeVisible();
  await expect(done.getByText("Resumed by local")).toBeVisible();
  await until(system, waiting, "Completed");
  await expect(line.getByText("Waits for the resume")).toBeHidden();
});

test("the timeline shows holds, is used by keys, and says the same as a table", async ({ page, system }) => {
  const lockKey = "locks-timeline";
  for (const name of ["Timeline one", "Timeline two"])
    await submit(system, { lockKey, name, payload: { steps: 2, stepMs: 400 } });
  await page.goto(`/locks/${lockKey}?range=5m`);
  const holds = page.getByRole("group", { name: /Holds over time/ });
  const chosen = page.getByRole("region", { name: "The chosen hold" });
  await expect(chosen.getByText("Timeline two").first()).toBeVisible();
  await expect(chosen.getByText("given back")).toBeVisible();
  const third = await submit(system, { lockKey, name: "Timeline three", payload: { steps: 1, stepMs: 400 } });
  await until(system, third, "Completed");
  await expect(chosen.getByText("Timeline three").first()).toBeVisible();
  const first = holds.getByRole("button", { name: /^Fence 1,/ });
  await holds.getByRole("button", { pressed: true }).focus();
  await page.keyboard.press("Home");
  await expect(first).toBeFocused();
  await expect(chosen.getByRole("heading", { name: /^Fence 1 / })).toBeVisible();
  const table = page.getByRole("table", { name: "Holds in this time, newest first" });
  await expect(table.getByText("Timeline one")).toBeVisible();

  await chosen.getByRole("button", { name: "Zoom to it" }).click();
  await expect(page).toHaveURL(/from=.*to=/);
  await expect(page.getByRole("button", { name: "Back to now" })).toBeVisible();
  await expect(chosen.getByText("Timeline one").first()).toBeVisible();
  await page.getByRole("button", { name: "Back to now" }).click();
  await expect(page.getByText("up to now, live")).toBeVisible();
});

test("a lock is taken away only with a reason, and its job goes on from its last step", async ({ page, system }) => {
  const lockKey = "locks-unlock";
  const jobId = await submit(system, { lockKey, name: "Taken away", payload: { steps: 60, stepMs: 1000 } });
  await page.goto(`/locks/${lockKey}`);
  await expect(page.getByText("attempt 1,").first()).toBeVisible();
  await page.getByRole("button", { name: `Actions for ${lockKey}` }).click();
  await page.getByRole("menuitem", { name: "Force-unlock…" }).click();
  const dialog = page.getByRole("dialog");
  await expect(dialog.getByText("Nothing overlaps.")).toBeVisible();
  await dialog.getByRole("button", { name: "Force-unlock" }).click();
  await expect(dialog.getByText("Say why")).toBeVisible();
  await dialog.getByLabel("Reason").fill("its worker hangs");
  await dialog.getByRole("button", { name: "Force-unlock" }).click();
  await expect(page.getByText("Lock broken by local: its worker hangs").first()).toBeVisible({ timeout: 60_000 });
  await expect(page.getByText("attempt 2,").first()).toBeVisible({ timeout: 60_000 });
  const table = page.getByRole("table", { name: "Holds in this time, newest first" });
  await expect(table.getByText("lost", { exact: true })).toBeVisible();
  await order(system, `jobs/${jobId}/cancel`, { reason: "the test is over" });
});

test("without JavaScript the page tells what was held, and by whom", async ({ browser, system }) => {
  const lockKey = "locks-plain";
  await until(system, await submit(system, { lockKey, name: "Seen without scripts" }), "Completed");
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto(`${system.url}/locks/${lockKey}`);
  const table = page.getByRole("table", { name: "Holds in this time, newest first" });
  await expect(table.getByText("Seen without scripts")).toBeVisible();
  await context.close();
});

for (const colorScheme of ["light", "dark"] as const) {
  test(`list and page are accessible in ${colorScheme}, and fit a phone`, async ({ page, system }) => {
    const lockKey = `locks-looks-${colorScheme}`;
    await submit(system, { lockKey, name: "Looked at", payload: { steps: 60 } });
    await submit(system, { lockKey, name: "Looked at later, with a name that is rather long for a phone" });
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    await page.goto("/locks");
    await expect(page.getByText(lockKey)).toBeVisible();
    await expectAccessible(page);
    await page.getByRole("link", { name: lockKey }).click();
    await expect(page.getByRole("group", { name: /Holds over time/ })).toBeVisible();
    await expectAccessible(page);
    await page.setViewportSize(phone);
    await expectToFit(page);
    await page.goto("/locks");
    await expect(page.getByText(lockKey)).toBeVisible();
    await expectToFit(page);
    await expectAccessible(page);
  });
}
