import { execFileSync } from "node:child_process";
import { newJobId, submitResponseSchema } from "@baton/contracts";
import { changeStoredEvent, ledgerTable } from "@baton/testing";
import type { Page } from "@playwright/test";
import { expectAccessibleInBothThemes, expectToFitPhone } from "./page-checks.ts";
import { submit, until } from "./rest.ts";
import { expect, test } from "./shared-system.ts";

const lockKey = "job-page";

test("a job's page tells where it stands, where its time went, and what was recorded", async ({ page, system }) => {
  const payload = '{"steps":3,"stepMs":400}';
  const jobId = await submit(
    system,
    `{"type":"demo","name":"Job page: steps","lockKey":"${lockKey}","payload":${payload}}`,
  );
  await page.goto(`/jobs/${jobId}`);
  await expect(page.getByRole("heading", { name: "Job page: steps" })).toBeVisible();
  await expect(page.getByRole("progressbar", { name: "Progress" })).toHaveAttribute("aria-valuetext", "3 of 3");
  await expect(page.getByRole("status").getByText("Completed")).toBeVisible();
  const time = page.getByRole("region", { name: "Where its time went" });
  await expect(time.getByRole("link", { name: "Attempt 1" })).toBeVisible();
  for (const kind of ["Waiting", "Lock", "Running", "Storage"])
    await expect(time.getByText(kind).first()).toBeVisible();
  await expect(time.getByRole("link", { name: "File processing" })).toBeVisible();

  const record = page.getByRole("region", { name: "Record" });
  await expect(record.getByText("Job finished successfully")).toBeVisible();
  await record.getByRole("combobox", { name: "Kind of event" }).selectOption({ label: "Steps (3)" });
  await expect(record.getByRole("list", { name: "Trail" }).getByRole("listitem")).toHaveCount(3);
  await record.getByRole("searchbox", { name: "Find in the record" }).fill("schema");
  await expect(record.getByRole("list", { name: "Trail" }).getByRole("listitem")).toHaveCount(1);
  await expect(page).toHaveURL(/kind=steps/);
  await record.getByRole("radio", { name: "Logs" }).check();
  await expect(record.getByText("No logs")).toBeVisible();
  await expectNothingWrong(page);
});

test("an event has an address of its own, also behind a filter", async ({ page, system }) => {
  const jobId = await submit(system, { type: "demo", lockKey, payload: { steps: 2, stepMs: 1 } });
  const { events } = await until(system, jobId, "Completed");
  const seq = events.find(({ status }) => status === "Completed")?.seq;
  await page.goto(`/jobs/${jobId}?kind=steps#event-${seq}`);
  const linked = page.locator("[aria-current=true]").filter({ hasText: "Job finished successfully" });
  await expect(linked).toBeInViewport();
});

test("numbers keep their digits, and what a job wrote is never rendered", async ({ page, system }) => {
  const payload = '{"id":9007199254740993,"price":1.10,"html":"<img src=x onerror=alert(1)>"}';
  const jobId = await submit(system, `{"type":"not-known-here","lockKey":"${newJobId()}","payload":${payload}}`);
  await page.goto(`/jobs/${jobId}`);
  const region = page.getByRole("region", { name: "Payload" }).first();
  for (const text of ["9007199254740993", "1.10", '"<img src=x onerror=alert(1)>"'])
    await expect(region.getByText(text, { exact: true })).toBeVisible();
  await expect(page.locator("img[src=x]")).toHaveCount(0);
  await expect(page.getByText("Waiting for a worker that knows the type “not-known-here”")).toBeVisible();

  await page.getByRole("button", { name: "Cancel", exact: true }).click();
  const dialog = page.getByRole("dialog", { name: "Cancel this job?" });
  await dialog.getByRole("button", { name: "Cancel job" }).click();
  await expect(dialog.getByText("Say why: this goes into the record.")).toBeVisible();
  await dialog.getByRole("textbox", { name: "Reason" }).fill("sent by mistake");
  await dialog.getByRole("button", { name: "Cancel job" }).click();
  await expect(page.getByText("Job cancelled")).toBeVisible();
  const record = page.getByRole("region", { name: "Record" });
  await expect(record.getByText("Cancelled by local: sent by mistake")).toBeVisible();
  await expect(record.getByText("sent by mistake", { exact: true })).toBeVisible();
});

test("its submission is copied as a command for the shell, which makes the same job again", async ({
  page,
  context,
  system,
}) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  const jobId = await submit(system, {
    type: "demo",
    name: "Job page: it's copied",
    lockKey,
    payload: { steps: 1, stepMs: 1 },
  });
  await until(system, jobId, "Completed");
  await page.goto(`/jobs/${jobId}`);
  await page.getByRole("button", { name: "More for this job" }).click();
  await page.getByRole("menuitem", { name: "Copy as curl" }).click();
  await expect(page.getByText("The submission as a curl command copied")).toBeVisible();
  const command = await page.evaluate<string>("navigator.clipboard.readText()");
  const answer = execFileSync("sh", ["-c", `${command} -sS`], { encoding: "utf8" });
  const again = submitResponseSchema.parse(JSON.parse(answer)).jobId;
  expect((await until(system, again, "Completed")).job).toMatchObject({
    name: "Job page: it's copied",
    lockKey,
    result: { steps: 1 },
  });
});

test("a job is replayed with another payload; both name each other, and the way between neighbours", async ({
  page,
  system,
}) => {
  const key = `${lockKey} replay`;
  const jobId = await submit(system, {
    type: "demo",
    name: "Job page: again",
    lockKey: key,
    payload: { steps: 1, stepMs: 1 },
  });
  await until(system, jobId, "Completed");
  await page.goto(`/jobs/${jobId}`);
  await page.getByRole("button", { name: "Replay with changes" }).click();
  const dialog = page.getByRole("dialog", { name: "Replay with changes" });
  const text = dialog.getByRole("textbox", { name: "Payload (JSON)" });
  await text.fill("{");
  await dialog.getByRole("button", { name: "Replay job" }).click();
  await expect(dialog.getByText("This is not JSON")).toBeVisible();
  await text.fill('{"steps":2,"stepMs":1}');
  await dialog.getByRole("textbox", { name: "Reason (optional)" }).fill("two are needed");
  await dialog.getByRole("button", { name: "Replay job" }).click();
  await page.getByRole("button", { name: "Open" }).click();
  await expect(page).not.toHaveURL(new RegExp(jobId));
  await expect(page.getByRole("link", { name: jobId })).toBeVisible();
  await expect(page.getByRole("progressbar", { name: "Progress" })).toHaveAttribute("aria-valuetext", "2 of 2");
  await page.getByRole("link", { name: /^Previous job of this lock key/ }).click();
  await expect(page).toHaveURL(new RegExp(jobId));
  await expect(page.getByRole("link", { name: /^Next job of this lock key/ })).toBeVisible();
  await expect(page.getByText("two are needed").first()).toBeVisible();
});

test("a job that waits for its time is rescheduled, and gets another priority", async ({ page, system }) => {
  const runAt = new Date(Date.now() + 3_600_000).toISOString();
  const jobId = await submit(system, { type: "demo", name: "Job page: later", lockKey: `${lockKey} later`, runAt });
  await page.goto(`/jobs/${jobId}`);
  await expect(page.getByText("Scheduled; it becomes due at its time")).toBeVisible();
  await page.getByRole("button", { name: "More for this job" }).click();
  await page.getByRole("menuitem", { name: "Reschedule" }).click();
  const reschedule = page.getByRole("dialog", { name: "Reschedule this job" });
  await reschedule.getByLabel("Not before").fill("2031-01-02T03:04:05");
  await reschedule.getByRole("button", { name: "Reschedule" }).click();
  await expect(page.getByText(/Rescheduled to 2031-01-0/).first()).toBeVisible();
  await page.getByRole("button", { name: "Change priority" }).click();
  const priority = page.getByRole("dialog", { name: "Change the priority" });
  await priority.getByRole("combobox", { name: "Priority" }).selectOption("7");
  await priority.getByRole("button", { name: "Change priority" }).click();
  await expect(page.getByText("Priority changed from 0 to 7 by local").first()).toBeVisible();
});

test("the browser verifies a record, and finds the event that somebody changed in storage", async ({
  page,
  system,
}) => {
  const jobId = await submit(system, {
    type: "demo",
    name: "Job page: proof",
    lockKey: `${lockKey} proof`,
    payload: { steps: 3, stepMs: 1 },
  });
  const { events } = await until(system, jobId, "Completed");
  const step = events.find(({ status }) => status === "Step");
  await page.goto(`/jobs/${jobId}`);
  const panel = page.getByRole("region", { name: "Was this record changed?" });
  await panel.getByRole("button", { name: "Verify this record" }).click();
  await expect(panel.getByText("Nothing was changed.")).toBeVisible();
  await expect(panel.getByText("Not checked")).toBeVisible();
  await expectNothingWrong(page);

  const ledger = ledgerTable(system.storageConnectionString);
  await changeStoredEvent(ledger, step?.keyId ?? "", step?.seq ?? 0, { Message: "All was well" });
  await panel.getByRole("button", { name: "Verify again" }).click();
  await expect(panel.getByText("This record was changed: one event is not as written.")).toBeVisible();
  const wrong = panel.getByRole("list", { name: "What is not as it was written" });
  await expect(wrong.getByRole("link", { name: `Event #${step?.seq}` })).toBeVisible();
  await expect(wrong.getByText("All was well")).toBeVisible();
  const trail = page.getByRole("list", { name: "Trail" });
  await expect(trail.getByText("Changed", { exact: true })).toHaveCount(1);
  await expect(trail.getByText("Intact", { exact: true })).toHaveCount(events.length - 1);
  await expectNothingWrong(page);
});

test("the page is readable without JavaScript", async ({ browser, system }) => {
  const jobId = await submit(system, {
    type: "demo",
    name: "Job page: plain",
    lockKey,
    payload: { steps: 1, stepMs: 1 },
  });
  await until(system, jobId, "Completed");
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto(`${system.url}/jobs/${jobId}`);
  for (const text of ["Job finished successfully", "Attempt 1", "Data validation"])
    await expect(page.getByText(text).first()).toBeVisible();
  await expect(page.getByRole("heading", { name: "Payload" })).toBeVisible();
  await context.close();
});

async function expectNothingWrong(page: Page): Promise<void> {
  await expectAccessibleInBothThemes(page);
  await expectToFitPhone(page);
}
