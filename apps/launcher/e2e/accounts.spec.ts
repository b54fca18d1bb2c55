import type { Page } from "@playwright/test";
import { adminPassword, GuardedDashboard } from "./guarded-dashboard.ts";
import { awaitHydration, hydrated } from "./hydration.ts";
import { expectAccessibleInBothThemes, expectToFitPhone } from "./page-checks.ts";
import { submit } from "./rest.ts";
import { test as base, expect } from "./shared-system.ts";

const test = base.extend<object, { guarded: GuardedDashboard }>({
  guarded: [
    async ({ system }, use) => {
      const guarded = await GuardedDashboard.start(system);
      await use(guarded);
      await guarded.stop();
    },
    { scope: "worker", timeout: 120_000 },
  ],
});

async function logIn(page: Page, name: string, password: string): Promise<void> {
  await page.getByLabel("Name", { exact: true }).fill(name);
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.getByRole("button", { name: "Log in" }).click();
}

async function asAdmin(page: Page, { url }: GuardedDashboard, path: string): Promise<void> {
  await page.goto(url + path);
  await logIn(page, "admin", adminPassword);
  await expect(page.getByRole("button", { name: "Account of admin" })).toBeVisible();
  await hydrated(page);
}

test("nobody sees anything before they have logged in, and then they are where they wanted to go", async ({
  page,
  guarded,
}) => {
  await page.goto(`${guarded.url}/jobs?status=Completed`);
  await expect(page.getByRole("heading", { level: 1, name: "Log in to Baton" })).toBeVisible();
  await expect(page.getByRole("navigation")).toHaveCount(0);
  await expectAccessibleInBothThemes(page);
  await expectToFitPhone(page);
  await logIn(page, "admin", "not the password");
  await expect(page.getByText("There is no account of this name and password")).toBeVisible();
  await logIn(page, "Admin", adminPassword);
  await expect(page).toHaveURL(`${guarded.url}/jobs?status=Completed`);
  await expect(page.getByRole("heading", { level: 1, name: "Jobs" })).toBeVisible();

  await hydrated(page);
  await page.getByRole("button", { name: "Account of admin" }).click();
  await page.getByRole("menuitem", { name: "Your account" }).click();
  await expect(page.getByRole("table", { name: "Your sessions, newest first" })).toContainText("this one");
  await expectAccessibleInBothThemes(page);
  await expectToFitPhone(page);
  await page.getByRole("button", { name: "Account of admin" }).click();
  await page.getByRole("menuitem", { name: "Log out" }).click();
  await expect(page).toHaveURL(`${guarded.url}/login`);
  await page.goto(`${guarded.url}/jobs`);
  await expect(page).toHaveURL(/\/login\?from=/);
});

test("somebody who is invited as a viewer sees everything, and nothing that they may not do", async ({
  page,
  browser,
  guarded,
  system,
}) => {
  await submit(system, { name: "Seen by all" });
  await asAdmin(page, guarded, "/users");
  await page.getByRole("button", { name: "Invite somebody" }).click();
  await page.getByRole("button", { name: "Make invitation" }).click();
  const link = await page.getByRole("dialog").getByText(`${guarded.url}/login?invite=`).innerText();
  await page.getByRole("button", { name: "Done" }).click();

  const context = await browser.newContext();
  const theirs = await context.newPage();
  awaitHydration(theirs);
  await theirs.goto(link);
  await theirs.getByLabel("Name", { exact: true }).fill("Vera");
  await theirs.getByLabel("Password", { exact: true }).fill("a password of hers");
  await theirs.getByRole("button", { name: "Make account" }).click();
  await expect(theirs.getByRole("button", { name: "Account of vera" })).toBeVisible();
  await expect(theirs.getByRole("link", { name: "New job" })).toHaveCount(0);
  await theirs.goto(`${guarded.url}/jobs`);
  await expect(theirs.getByRole("table", { name: "Jobs, newest first" })).toBeVisible();
  await expect(theirs.getByRole("checkbox", { name: /^Select/ })).toHaveCount(0);
  await expect(theirs.getByRole("button", { name: "All that match" })).toHaveCount(0);
  await theirs.goto(`${guarded.url}/submit`);
  await expect(theirs.getByText("You may not submit jobs")).toBeVisible();
  await theirs.goto(`${guarded.url}/users`);
  await expect(theirs.getByText("This is for admins")).toBeVisible();

  // Invited for the tenant of jobs that name none: of what is of no tenant there is nothing to be seen.
  await expect(theirs.getByRole("link", { name: "Locks" }).first()).toBeVisible();
  await expect(theirs.getByRole("link", { name: "Audit" })).toHaveCount(0);
  await theirs.goto(`${guarded.url}/audit`);
  await expect(theirs.getByText("This is for whoever sees all tenants")).toBeVisible();

  await page.reload();
  await page.getByRole("button", { name: "Change vera" }).click();
  await page.getByLabel("Tenants", { exact: true }).fill("acme");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByRole("table", { name: "Who may log in" })).toContainText("tenant acme");
  await expect(async () => {
    await theirs.goto(`${guarded.url}/jobs`);
    await expect(theirs.getByText("Seen by all")).toHaveCount(0, { timeout: 2000 });
  }).toPass();
  await page.getByRole("button", { name: "Change vera" }).click();
  await page.getByLabel("Role").selectOption("operator");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByRole("table", { name: "Who may log in" })).toContainText("operator");
  await expect(async () => {
    await theirs.goto(`${guarded.url}/submit`);
    await expect(theirs.getByRole("button", { name: "Submit job" })).toBeVisible({ timeout: 2000 });
  }).toPass();
  await context.close();
});

test("when a session ends while somebody types, they log in above the page and lose nothing", async ({
  page,
  guarded,
}) => {
  await asAdmin(page, guarded, "/submit?type=demo");
  await page.getByLabel("Name", { exact: true }).fill("Typed before");
  await page.getByLabel("Lock key").fill("accounts-spec");
  await page.context().clearCookies();
  await page.getByRole("button", { name: "Submit job" }).click();
  const dialog = page.getByRole("dialog", { name: "Your session has ended" });
  await expect(dialog.getByLabel("Name", { exact: true })).toHaveValue("admin");
  await expectAccessibleInBothThemes(page);
  await dialog.getByLabel("Password", { exact: true }).fill(adminPassword);
  await dialog.getByRole("button", { name: "Log in" }).click();
  await expect(dialog).toBeHidden();
  await expect(page.getByLabel("Name", { exact: true })).toHaveValue("Typed before");
  await page.getByRole("button", { name: "Submit job" }).click();
  await expect(page.getByRole("heading", { name: "Typed before is on its way." })).toBeVisible();
});

test("a key is made for a program, shown once, and refused when it is revoked", async ({ page, guarded }) => {
  await asAdmin(page, guarded, "/users");
  await page.getByRole("button", { name: "Change admin" }).click();
  await page.getByLabel("Role").selectOption("viewer");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText("There would be no admin left")).toBeVisible();
  await page.getByRole("button", { name: "Not now" }).click();
  await expectAccessibleInBothThemes(page);
  await page.getByRole("button", { name: "New API key" }).click();
  await page.getByRole("button", { name: "Make key" }).click();
  await expect(page.getByText("Say which program it is for.")).toBeVisible();
  await page.getByLabel("Name", { exact: true }).fill("nightly import");
  await page.getByRole("button", { name: "Make key" }).click();
  const apiKey = await page
    .getByRole("dialog")
    .getByText(/^baton_/)
    .innerText();
  await page.getByRole("button", { name: "Done" }).click();
  await expect(page.getByText(apiKey)).toHaveCount(0);

  const ask = (method: "GET" | "POST") =>
    fetch(`${guarded.url}/api/jobs`, {
      method,
      headers: { authorization: `Bearer ${apiKey}`, "content-type": "application/json" },
      ...(method === "POST" ? { body: JSON.stringify({ type: "demo", payload: { steps: 1, stepMs: 1 } }) } : {}),
    });
  expect((await ask("POST")).status).toBe(202);
  expect((await ask("GET")).status).toBe(403);
  const keys = page.getByRole("table", { name: "API keys, newest first" });
  await expect(keys).toContainText("nightly import");
  await expectAccessibleInBothThemes(page);
  await expectToFitPhone(page);
  await keys.getByRole("button", { name: "Revoke nightly import" }).click();
  await page.getByRole("button", { name: "Revoke key" }).click();
  await expect(keys).toContainText("revoked");
  await expect.poll(async () => (await ask("POST")).status).toBe(401);
});
