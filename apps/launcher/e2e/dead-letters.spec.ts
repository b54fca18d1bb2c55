import { deadLetterListSchema } from "@baton/contracts";
import { expectAccessibleInBothThemes, expectToFit, phone } from "./page-checks.ts";
import { order, read, submit } from "./rest.ts";
import { expect, test } from "./shared-system.ts";
import type { TerminalSystem } from "./terminal-system.ts";

const lockKey = "dead-letters-spec";
const failure = "Processing error: step 1/2 - Data validation was asked to fail";

test("what failed is seen by its error, and replayed one, selected, and as a group", async ({ page, system }) => {
  const key = `${lockKey}-paused`;
  const jobIds = await failing(system, 4, "Group of four", key);
  // So that what is replayed waits, and does not fail again while we look.
  await order(system, `locks/${key}/pause`, { reason: "dead-letters.spec" });
  await page.goto(`/dead-letters?key=${key}&text=four`);
  const group = page.getByRole("region", { name: failure });
  await expect(group.getByText("demo · 4 jobs")).toBeVisible();
  await group.getByRole("button", { name: "Show jobs" }).click();
  const rows = group.getByRole("row").filter({ hasText: "Group of four" });
  await expect(rows).toHaveCount(4);

  await rows.nth(0).getByRole("button", { name: "Replay", exact: true }).click();
  await expect(rows.nth(0).getByRole("link", { name: "Replayed" })).toBeVisible();
  for (const at of [1, 2]) await rows.nth(at).getByRole("checkbox").check();
  await page.getByRole("region", { name: "Selection" }).getByRole("button", { name: "Replay selected" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Replay (2)" }).click();
  await expect(group.getByRole("link", { name: "Replayed" })).toHaveCount(3);
  // The group is counted a moment later.
  await expect(group.getByText("4 jobs · 3 replayed")).toBeVisible();
  await group.getByRole("button", { name: "Replay group" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Replay (1)" }).click();
  await expect(group.getByText("all replayed")).toBeVisible();
  for (const jobId of jobIds) expect((await read(system, jobId)).job.replayedBy).toBeDefined();

  await group.getByRole("button", { name: "Discard group" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Discard (4)" }).click();
  await expect(page.getByText("Say why")).toBeVisible();
  await page.getByLabel("Reason").fill("only a test");
  await page.getByRole("dialog").getByRole("button", { name: "Discard (4)" }).click();
  await expect(page.getByText("No dead letter matches")).toBeVisible();
  await order(system, `locks/${key}/resume`, { reason: "dead-letters.spec" });
});

test("a job is replayed with a payload that was mended, and the record tells both", async ({ page, system }) => {
  const [jobId = ""] = await failing(system, 1, "To be mended");
  await page.goto(`/dead-letters?key=${lockKey}&text=mended`);
  await page.getByRole("button", { name: "Show jobs" }).click();
  await page.getByRole("button", { name: "More for To be mended" }).click();
  await page.getByRole("menuitem", { name: "Replay with changes…" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("failAt").fill("none");
  await dialog.getByRole("button", { name: "Replay with this payload" }).click();
  await expect(dialog.getByText("Expected a number.")).toBeVisible();
  await dialog.getByLabel("failAt").fill("");
  await dialog.getByLabel("stepMs").fill("5");
  const changes = dialog.getByRole("region", { name: "Changes" });
  await expect(changes.getByRole("row", { name: "failAt 1 taken out" })).toBeVisible();
  await expect(changes.getByRole("row", { name: "stepMs 1 5" })).toBeVisible();
  await dialog.getByRole("button", { name: "Replay with this payload" }).click();
  await expect(dialog).toBeHidden();
  await page.getByRole("link", { name: "Replayed", exact: true }).click();
  await expect(page).toHaveURL(/\/jobs\//);
  await expect(page.getByText("Job finished successfully").first()).toBeVisible();
  const { job: mended } = await read(system, page.url().split("/").at(-1) ?? "");
  expect(mended).toMatchObject({ payload: { steps: 2, stepMs: 5 }, replayOf: jobId, status: "Completed" });
});

test("all that match are dealt with, the filter is in the address, and a phone shows it whole", async ({
  page,
  system,
}) => {
  await failing(system, 3, "On a phone");
  await page.setViewportSize(phone);
  await page.goto("/dead-letters");
  await page.getByLabel("Lock key").fill(lockKey);
  await page.getByLabel("Text").fill("on a PHONE");
  await expect(page).toHaveURL(/key=dead-letters-spec/);
  await expect(page.getByText("3 jobs in 1 group")).toBeVisible();
  await page.getByRole("button", { name: "Show jobs" }).click();
  await expect(page.getByRole("link", { name: "On a phone" })).toHaveCount(3);
  await expectToFit(page);
  await expectAccessibleInBothThemes(page);
  await page.getByRole("button", { name: "Discard all that match" }).click();
  await page.getByLabel("Reason").fill("only a test");
  await page.getByRole("dialog").getByRole("button", { name: "Discard (3)" }).click();
  await expect(page.getByText("No dead letter matches")).toBeVisible();
  await page.getByRole("button", { name: "Show all" }).click();
  await expect(page.getByLabel("Lock key")).toHaveValue("");
});

/** Jobs that have failed for good. */
async function failing(system: TerminalSystem, count: number, name: string, key = lockKey): Promise<string[]> {
  const jobIds: string[] = [];
  for (let at = 0; at < count; at += 1) {
    const job = { type: "demo", name, lockKey: key, maxAttempts: 1, payload: { steps: 2, stepMs: 1, failAt: 1 } };
    jobIds.push(await submit(system, job));
  }
  const query = new URLSearchParams({ lockKey: key, text: name });
  const listed = async () =>
    deadLetterListSchema.parse(await (await fetch(`${system.url}/api/dead-letters?${query}`)).json());
  await expect.poll(async () => (await listed()).jobs.length, { timeout: 60_000 }).toBe(count);
  return jobIds;
}
