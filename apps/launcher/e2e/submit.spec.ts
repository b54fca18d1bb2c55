import { expectAccessibleInBothThemes, expectToFit, phone } from "./page-checks.ts";
import { read } from "./rest.ts";
import { expect, test } from "./shared-system.ts";

test("a job is submitted by the form of its type, and sent again with a change", async ({ page, system }) => {
  await page.goto("/submit");
  await page.getByLabel("Type", { exact: true }).selectOption("demo");
  await expect(page.getByText("Waits through named steps")).toBeVisible();
  await page.getByLabel("steps").fill("0");
  await page.getByLabel("stepMs").fill("1");
  await page.getByLabel("Name", { exact: true }).fill("Submit spec");
  await page.getByLabel("Lock key").fill("submit-spec");
  await page.getByRole("button", { name: "Submit job" }).click();
  await expect(page.getByText("One field needs a look")).toBeVisible();
  await page.getByLabel("steps").fill("2");
  await expect(page.getByText("One field needs a look")).toBeHidden();
  await expect(page.getByLabel("The same submission with curl")).toContainText('"lockKey": "submit-spec"');
  await page.getByRole("button", { name: "Submit job" }).click();
  await expect(page.getByRole("heading", { name: "Submit spec is on its way." })).toBeFocused();
  await expect(page.getByText("Completed")).toBeVisible();
  await page.getByRole("link", { name: "Open the job" }).click();
  await expect(page).toHaveURL(/\/jobs\//);
  await expect(page.getByRole("heading", { name: "Submit spec", exact: true })).toBeVisible();
  const jobId = page.url().split("/").at(-1) ?? "";
  expect((await read(system, jobId)).job.payload).toEqual({ steps: 2, stepMs: 1 });

  await page.goto(`/submit?from=${jobId}`);
  await expect(page.getByLabel("Name", { exact: true })).toHaveValue("Submit spec");
  await expect(page.getByLabel("steps")).toHaveValue("2");
  await expect(page.getByLabel("Lock key")).toHaveValue("submit-spec");
});

test("form and JSON are two views of one payload, and big numbers keep their digits", async ({ page, system }) => {
  await page.goto("/submit?type=http-call");
  await page.getByLabel("url (required)").fill("http://127.0.0.1:9/");
  await page.getByLabel("method").selectOption("POST");
  await page.getByRole("radio", { name: "JSON" }).check();
  const text = page.getByLabel("Payload as JSON");
  await expect(text).toHaveValue(/"method": "POST"/);
  await text.fill('{"url":"http://127.0.0.1:9/","method":"POST","body":{"id":12345678901234567890},"extra":1.10}');
  await page.getByRole("radio", { name: "Form" }).check();
  await expect(page.getByLabel("Other fields")).toHaveValue(/1\.10/);
  await page.getByLabel("body").fill('{"id":');
  await expect(page.getByText("This is not JSON").first()).toBeVisible();
  await page.getByLabel("body").fill('{"id":12345678901234567890}');
  await page.getByRole("radio", { name: "JSON" }).check();
  await expect(text).toHaveValue(/12345678901234567890/);
  await expect(text).toHaveValue(/1\.10/);
  await page.getByLabel("Lock key").fill("submit-spec");
  await page.getByText("More settings").click();
  await page.getByLabel("Most attempts").fill("1");
  await page.getByRole("button", { name: "Submit job" }).click();
  await page.getByRole("link", { name: "Open the job" }).click();
  await expect(page).toHaveURL(/\/jobs\//);
  const answer = await fetch(`${system.url}/api/jobs/${page.url().split("/").at(-1)}`);
  expect(await answer.text()).toContain('{"id":12345678901234567890},"extra":1.10');
});

test("a file is uploaded where a data job reads it", async ({ page }) => {
  await page.goto("/submit?type=data-processing");
  const name = `submit spec ${Date.now()}.csv`;
  const file = { name, mimeType: "text/csv", buffer: Buffer.from("city,people\nBern,134000\nBasel,173000\n") };
  await page.getByLabel("File to upload").setInputFiles(file);
  await expect(page.getByLabel("inputBlob")).toHaveValue(name);
  await expect(page.getByText("37 bytes")).toBeVisible();
  // The same name once more is a question, not a loss.
  await page.getByLabel("File to upload").setInputFiles(file);
  await expect(page.getByRole("dialog")).toContainText(`Replace “${name}”?`);
  await page.getByRole("button", { name: "Not now" }).click();
  await page.getByRole("button", { name: "Submit job" }).click();
  await expect(page.getByText("Completed")).toBeVisible({ timeout: 60_000 });
});

test("a key that was used before is told: for the same job as that, for another as a refusal", async ({ page }) => {
  const key = `submit-spec-${Date.now()}`;
  const fill = async (steps: string) => {
    await page.goto("/submit?type=demo");
    await page.getByLabel("steps").fill(steps);
    await page.getByLabel("stepMs").fill("1");
    await page.getByText("More settings").click();
    await page.getByLabel("Idempotency key").fill(key);
    await page.getByRole("button", { name: "Submit job" }).click();
  };
  await fill("1");
  await expect(page.getByText("is on its way")).toBeVisible();
  await fill("1");
  await expect(page.getByText("it stands for this job")).toBeVisible();
  await fill("2");
  await expect(page.getByText("This key was used before for another job.").first()).toBeVisible();
});

for (const type of ["email", "http-call", "data-processing"]) {
  test(`the form of ${type} is accessible in both themes and whole on a phone`, async ({ page }) => {
    await page.setViewportSize(phone);
    await page.goto(`/submit?type=${type}`);
    await page.getByText("More settings").click();
    await page.getByRole("button", { name: "Submit job" }).click();
    await expect(page.getByText("Not submitted.")).toBeVisible();
    await expectToFit(page);
    await expectAccessibleInBothThemes(page);
  });
}
