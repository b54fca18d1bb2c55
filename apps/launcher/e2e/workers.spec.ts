import { expectAccessible, expectToFit } from "./page-checks.ts";
import { post, submit } from "./rest.ts";
import { expect, test } from "./shared-system.ts";

const stranger = "workers-spec-crane";

test("a worker is listed with its slots, and shows at once which key it holds and what runs there", async ({
  page,
  system,
}) => {
  await page.goto("/");
  await page.getByRole("navigation").getByRole("link", { name: "Workers" }).first().click();
  await expect(page.getByRole("heading", { name: "Workers", level: 1 })).toBeVisible();
  const table = page.getByRole("table", { name: "Workers that are there" });
  await expect(table.getByText(/^\d+ of \d+$/).first()).toBeVisible();
  await expect(table.getByText(/^\d+s ago$|^now$/).first()).toBeVisible();
  const job = {
    type: "demo",
    name: "Seen among workers",
    lockKey: "workers-spec/held",
    payload: { steps: 40, stepMs: 250 },
  };
  await submit(system, job);
  await expect(table.getByRole("link", { name: "workers-spec/held" })).toBeVisible();
  await table.getByRole("link", { name: "Seen among workers" }).click();
  await expect(page.getByRole("heading", { name: "Seen among workers" })).toBeVisible();
});

test("a worker drains after a confirmation, and goes on when that is undone", async ({ page }) => {
  await page.goto("/workers");
  const drain = page.getByRole("button", { name: /^Drain / }).first();
  const name = ((await drain.getAttribute("aria-label")) ?? "").replace(/^Drain /, "");
  await drain.click();
  const question = page.getByRole("dialog", { name: `Drain ${name}?` });
  await question.getByRole("button", { name: "Not now" }).click();
  await expect(question).toBeHidden();
  await drain.click();
  await question.getByRole("button", { name: "Drain", exact: true }).click();
  await expect(page.getByText(`${name} is told to drain`).first()).toBeVisible();
  const row = page.getByRole("row").filter({ hasText: name });
  await expect(row.getByText("Draining", { exact: true })).toBeVisible();
  await expect(row.getByText(/can be stopped|finishing its work/)).toBeVisible();
  await row.getByRole("button", { name: `Undo drain of ${name}` }).click();
  await expect(row.getByText("Live", { exact: true })).toBeVisible();
  await expect(row.getByRole("button", { name: `Drain ${name}` })).toBeVisible();
});

test("a program that is no worker of Baton's is marked, and listed as gone when it falls silent", async ({
  page,
  system,
}) => {
  const program = { workerId: stranger, host: "harbour", version: "9.9", types: ["lift"] };
  expect((await post(system, "workers/register", program)).status).toBe(201);
  await page.goto("/workers");
  const row = page.getByRole("row").filter({ hasText: stranger });
  await expect(row.getByText("not Baton’s own")).toBeVisible();
  await page.getByRole("link", { name: stranger }).click();
  const details = page.getByRole("dialog", { name: stranger });
  await expect(details.getByText("registered over the API")).toBeVisible();
  await expect(details.getByText("9.9")).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(details).toBeHidden();
  const gone = page.getByRole("table", { name: "Workers that have gone" });
  await expect(gone.getByText(stranger)).toBeVisible({ timeout: 60_000 });
  await expect(gone.getByText("it took no jobs from here").first()).toBeVisible();
});

test("the palette drains a worker by its name, with the keyboard alone", async ({ page }) => {
  await page.goto("/workers");
  await expect(page.getByRole("button", { name: /^Drain / }).first()).toBeVisible();
  await page.keyboard.press("Control+k");
  await page.getByRole("combobox").fill("Drain");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("dialog", { name: /^Drain .*\?$/ })).toBeVisible();
  await page.keyboard.press("Escape");
});

test("while the server's answers fail, what was shown stays and is said to be old; then it comes back by itself", async ({
  page,
}) => {
  await page.goto("/workers");
  await expect(page.getByRole("button", { name: /^Drain / }).first()).toBeVisible();
  await page.route("**/api/workers", (route) => route.fulfill({ status: 503, json: outage }));
  await expect(page.getByText("The list of workers may be out of date")).toBeVisible();
  await expect(page.getByRole("button", { name: /^Drain / }).first()).toBeVisible();
  await page.unroute("**/api/workers");
  await expect(page.getByText("The list of workers may be out of date")).toBeHidden();
});

for (const colorScheme of ["light", "dark"] as const) {
  for (const width of [1440, 390]) {
    test(`the workers fit a window of ${width} px and can be used by all, ${colorScheme}`, async ({ page }, info) => {
      await page.emulateMedia({ colorScheme });
      await page.setViewportSize({ width, height: 900 });
      await page.goto("/workers");
      await expect(page.getByRole("button", { name: /^Drain / }).first()).toBeVisible();
      await expectAccessible(page);
      await expectToFit(page);
      await page.screenshot({ path: info.outputPath(`workers-${width}-${colorScheme}.png`), fullPage: true });
    });
  }
}

const outage = {
  type: "urn:baton:problem:storage-unavailable",
  title: "The storage cannot be reached",
  status: 503,
  code: "storage-unavailable",
};
