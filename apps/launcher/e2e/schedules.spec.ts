import type { Locator, Page } from "@playwright/test";
import { expectAccessible, expectToFit } from "./page-checks.ts";
import { order, post } from "./rest.ts";
import { expect, test } from "./shared-system.ts";
import type { TerminalSystem } from "./terminal-system.ts";

const name = "schedules-spec-nightly";
const lockKey = "schedules-spec/ledger";

test("a schedule is made in a form that tells what its pattern means and what is wrong with it", async ({ page }) => {
  await page.goto("/");
  await page.getByRole("navigation").getByRole("link", { name: "Schedules" }).first().click();
  await page.getByRole("button", { name: "New schedule" }).click();
  const form = page.getByRole("dialog", { name: "New schedule" });
  await expect(form.getByLabel("Name of the schedule")).toBeFocused();
  await form.getByLabel("Name of the schedule").fill(name);
  await form.getByLabel("Time zone").fill("Asia/Kolkata");
  await form.getByRole("button", { name: "Examples" }).click();
  await page.getByRole("menuitem", { name: "Monday to Friday at 08:00" }).click();
  const meaning = form.getByRole("region", { name: "What the pattern means" });
  await expect(meaning.getByText("At 08:00, Monday through Friday.")).toBeVisible();
  await expect(meaning.getByRole("row")).toHaveCount(6);
  await expect(meaning.getByText(/08:00$/).first()).toBeVisible();

  await form.getByLabel("Cron pattern").fill("61 8 * * *");
  await expect(meaning.getByText("These are no times yet.")).toBeVisible();
  await form.getByLabel("Payload (JSON)").fill("{oops");
  await form.getByRole("button", { name: "Create schedule" }).click();
  await expect(form.getByText(/Invalid value for minute: 61/)).toBeVisible();
  await expect(form.getByText("Choose which job it runs.")).toBeVisible();
  await expect(form.getByText(/^This is not JSON: /)).toBeVisible();
  await expect(form.getByLabel("Cron pattern")).toBeFocused();

  await form.getByLabel("Cron pattern").fill("30 2 * * *");
  await form.getByLabel("Job type").fill("demo");
  await form.getByLabel("Name of its jobs (optional)").fill("By the schedules spec");
  await form.getByLabel("Lock key").fill(lockKey);
  await form.getByLabel("Payload (JSON)").fill('{"steps":"many"}');
  await expect(form.getByText("What “demo” expects (JSON Schema)")).toBeVisible();
  await form.getByRole("button", { name: "Create schedule" }).click();
  await expect(form.getByText(/“steps”: /)).toBeVisible();
  await form.getByLabel("Payload (JSON)").fill('{"steps":2,"stepMs":50}');
  await form.getByRole("button", { name: "Create schedule" }).click();
  await expect(form).toBeHidden();
  await expect(page.getByText(`${name} is created`).first()).toBeVisible();
  const row = rowOf(page);
  await expect(row.getByText("At 02:30")).toBeVisible();
  await expect(row.getByText(/02:30/).nth(1)).toBeVisible();
  await expect(row.getByText("none yet")).toBeVisible();
});

test("a name that is taken is told at its field", async ({ page, system }) => {
  await provide(system);
  await page.goto("/schedules?new=true");
  const form = page.getByRole("dialog", { name: "New schedule" });
  await form.getByLabel("Name of the schedule").fill(name);
  await form.getByLabel("Job type").fill("demo");
  await form.getByRole("button", { name: "Create schedule" }).click();
  await expect(form.getByText("There is a schedule of this name.")).toBeVisible();
  await expect(form.getByLabel("Name of the schedule")).toBeFocused();
});

test("a run now shows how it ended, and leads to its job", async ({ page, system }) => {
  await provide(system);
  await page.goto("/schedules");
  await page.getByRole("button", { name: `Run now: ${name}` }).click();
  await expect(page.getByText(`A run of ${name} is submitted`).first()).toBeVisible();
  await page.getByRole("button", { name: "Open job" }).click();
  await expect(page.getByRole("heading", { name: "By the schedules spec" })).toBeVisible();
  await page.goto("/schedules");
  await rowOf(page).getByRole("link", { name: "Completed" }).first().click();
  await expect(page.getByRole("heading", { name: "By the schedules spec" })).toBeVisible();
});

test("it is paused with an undo, and paused and resumed again", async ({ page, system }) => {
  await provide(system);
  await page.goto("/schedules");
  const row = rowOf(page);
  await page.getByRole("button", { name: `Pause ${name}` }).click();
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(page.getByText(`${name} goes on with its next time`).first()).toBeVisible();
  await expect(row.getByText("On", { exact: true })).toBeVisible();
  await page.getByRole("button", { name: `Pause ${name}` }).click();
  await expect(row.getByText("Paused", { exact: true })).toBeVisible();
  await expect(row.getByText("not while it is paused")).toBeVisible();
  await page.getByRole("button", { name: `Resume ${name}` }).click();
  await expect(row.getByText("On", { exact: true })).toBeVisible();
});

test("an edit keeps the rest, and is refused when somebody else was quicker", async ({ page, system }) => {
  await provide(system);
  await page.goto("/schedules");
  await page.getByRole("link", { name, exact: true }).click();
  const form = page.getByRole("dialog", { name: `Edit ${name}` });
  await expect(form.getByLabel("Lock key")).toHaveValue(lockKey);
  const address = `${system.url}/api/schedules/${name}`;
  await order(system, `schedules/${name}/pause`);
  await expect(form.getByText("It has been changed since you opened it.")).toBeVisible();
  await form.getByRole("button", { name: "Save" }).click();
  await expect(form.getByText("Read it again, then replace it.")).toBeVisible();
  await form.getByRole("button", { name: "Load it again" }).click();
  await form.getByLabel("Cron pattern").fill("*/2 * * * * *");
  await form.getByLabel("When the last run has not ended").selectOption({ label: "Leave this run out" });
  await form.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText(`${name} is saved`).first()).toBeVisible();
  const read = (await (await fetch(address)).json()) as object;
  expect(read).toMatchObject({ cron: "*/2 * * * * *", overlap: "skip", paused: true, job: { payload: { steps: 2 } } });
});

test("runs that the clock starts appear by themselves", async ({ page, system }) => {
  await provide(system, "*/2 * * * * *");
  await order(system, `schedules/${name}/pause`);
  await page.goto("/schedules");
  const row = rowOf(page);
  await page.getByRole("button", { name: `Resume ${name}` }).click();
  await expect(row.getByRole("list", { name: "Runs before" }).getByRole("listitem")).toHaveCount(4);
  await page.getByRole("button", { name: `Pause ${name}` }).click();
  await expect(row.getByText("Paused", { exact: true })).toBeVisible();
});

test("while the server's answers fail, what was shown stays and is said to be old; then it comes back by itself", async ({
  page,
  system,
}) => {
  await provide(system);
  await page.goto("/schedules");
  await expect(rowOf(page)).toBeVisible();
  await page.route("**/api/schedules", (route) => route.fulfill({ status: 503, json: outage }));
  await expect(page.getByText("The list of schedules may be out of date")).toBeVisible();
  await expect(rowOf(page)).toBeVisible();
  await page.unroute("**/api/schedules");
  await expect(page.getByText("The list of schedules may be out of date")).toBeHidden();
});

for (const colorScheme of ["light", "dark"] as const) {
  for (const width of [1440, 390]) {
    test(`schedules and their form fit a window of ${width} px and can be used by all, ${colorScheme}`, async ({
      page,
      system,
    }, info) => {
      await provide(system);
      await page.emulateMedia({ colorScheme });
      await page.setViewportSize({ width, height: 900 });
      await page.goto("/schedules");
      await expect(rowOf(page)).toBeVisible();
      await expectAccessible(page);
      await expectToFit(page);
      await page.screenshot({ path: info.outputPath(`schedules-${width}-${colorScheme}.png`), fullPage: true });
      await page.getByRole("button", { name: "New schedule" }).click();
      await expect(page.getByLabel("Name of the schedule")).toBeFocused();
      await expectAccessible(page);
      await expectToFit(page);
      await page.screenshot({ path: info.outputPath(`schedule-form-${width}-${colorScheme}.png`) });
    });
  }
}

test("a schedule is deleted after a confirmation", async ({ page, system }) => {
  await provide(system);
  await page.goto("/schedules");
  await page.getByRole("button", { name: `More for ${name}` }).click();
  await page.getByRole("menuitem", { name: "Delete" }).click();
  const question = page.getByRole("dialog", { name: `Delete ${name}?` });
  await question.getByRole("button", { name: "Delete schedule" }).click();
  await expect(page.getByText(`${name} is deleted`).first()).toBeVisible();
  await expect(rowOf(page)).toHaveCount(0);
});

/** A chapter that failed ends the system, and what its schedule was with it: those that follow must not fail for that. */
async function provide(system: TerminalSystem, cron = "30 2 * * *"): Promise<void> {
  const job = { type: "demo", name: "By the schedules spec", lockKey, payload: { steps: 2, stepMs: 50 } };
  const { status } = await post(system, "schedules", { scheduleId: name, cron, timeZone: "Asia/Kolkata", job });
  expect([201, 409]).toContain(status);
}

const outage = {
  type: "urn:baton:problem:storage-unavailable",
  title: "The storage cannot be reached",
  status: 503,
  code: "storage-unavailable",
};

function rowOf(page: Page): Locator {
  return page.getByRole("row").filter({ hasText: name });
}
