import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { jobDetailSchema, submitResponseSchema } from "@baton/contracts";
import { expect, test } from "@playwright/test";
import { TerminalSystem } from "./terminal-system.ts";

test.describe.configure({ mode: "serial" });

let system: TerminalSystem;

test.beforeAll(async () => {
  // A first start builds the dashboard.
  test.setTimeout(360_000);
  system = await TerminalSystem.start();
});

test.afterAll(async () => {
  await system?.stop();
});

test("a key pressed in the terminal is a job in the open page, without reload, and runs to its end there", async ({
  page,
}) => {
  await page.goto(system.url);
  await expect(page.getByText("No jobs yet").first()).toBeVisible();
  let reloads = 0;
  page.on("load", () => {
    reloads += 1;
  });

  // `f` and other letters are commands; `x` submits whatever comes to its mind, so one whose steps are known is sent too.
  system.terminal.press("x");
  const jobs = page.getByRole("table").first();
  await expect(jobs.getByRole("link").first()).toBeVisible();
  await expect(jobs.getByText("Completed").first()).toBeVisible({ timeout: 60_000 });
  expect(reloads).toBe(0);
  await system.terminal.shows(/Completed|completed|done/i);
});

test("a job sent by curl is found at once, and its page shows every step", async ({ page }) => {
  await page.goto(system.url);
  const sent = curlPost({ type: "demo", name: "Settlement by curl", payload: { steps: 10, stepMs: 150 } });
  await page.getByRole("link", { name: "Settlement by curl" }).first().click();
  await expect(page).toHaveURL(`${system.url}/jobs/${sent}`);
  await expect(page.getByRole("heading", { name: "Settlement by curl" })).toBeVisible();
  for (const text of ["Job processing initiated", "Processing step 1/10 - Data validation", "Processing step 10/10"]) {
    await expect(page.getByText(text).first()).toBeVisible();
  }
  await expect(page.getByText("Job finished successfully").first()).toBeVisible();
  for (let step = 1; step <= 10; step += 1)
    await expect(page.getByText(`Processing step ${step}/10`).first()).toBeVisible();

  const { job, events } = read(sent);
  expect(job).toMatchObject({ status: "Completed", progress: { done: 10, total: 10 }, result: { steps: 10 } });
  expect(events.filter((event) => event.status === "Step")).toHaveLength(10);
});

test("the data job's summary of a public data set is right", async ({ page }) => {
  const sent = curlPost({ type: "data-processing", name: "Airports", payload: { inputBlob: "airports.csv" } });
  await expect.poll(() => read(sent).job.status, { timeout: 60_000 }).toBe("Completed");
  // The same numbers, found with nothing but split: no field of the last two columns is quoted.
  const lines = readFileSync(new URL("../data/airports.csv", import.meta.resolve("vega-datasets")), "utf8")
    .trim()
    .split("\n")
    .slice(1);
  const latitudes = lines.map((line) => Number(line.trim().split(",").at(-2)));
  const mean = latitudes.reduce((sum, value) => sum + value, 0) / latitudes.length;
  const result = JSON.stringify(read(sent).job.result);
  const summary = JSON.parse(result) as { columns: { name: string; min?: number; max?: number; mean?: number }[] };
  const latitude = summary.columns.find((column) => column.name === "latitude");
  expect(latitude?.min).toBe(Math.min(...latitudes));
  expect(latitude?.max).toBe(Math.max(...latitudes));
  expect(latitude?.mean).toBeCloseTo(mean, 9);
  expect(result).toContain(String(lines.length));
  await page.goto(`${system.url}/jobs/${sent}`);
  await page.getByLabel("Find in Result").fill("latitude");
  const tree = page.getByRole("region", { name: "Result as a tree" });
  await expect(tree.getByText("latitude").first()).toBeVisible();
});

test("a job can be searched by its id, and an unknown one is told so", async ({ page }) => {
  const sent = curlPost({ type: "demo", name: "To be found", payload: { steps: 1, stepMs: 1 } });
  await page.goto(system.url);
  await page.getByRole("searchbox").fill(sent);
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { name: "To be found" })).toBeVisible();
  await page.goto(`${system.url}/jobs/01900000-0000-7000-8000-000000000000`);
  await expect(page.getByText("There is no such job")).toBeVisible();
});

test("q stops everything", async () => {
  system.terminal.press("q");
  expect(await system.terminal.exited).toBe(0);
});

function curlPost(job: object): string {
  const answer = execFileSync(
    "curl",
    ["-sS", "-X", "POST", "-H", "content-type: application/json", "-d", JSON.stringify(job), `${system.url}/api/jobs`],
    { encoding: "utf8" },
  );
  return submitResponseSchema.parse(JSON.parse(answer)).jobId;
}

function read(jobId: string) {
  const answer = execFileSync("curl", ["-sS", `${system.url}/api/jobs/${jobId}`], { encoding: "utf8" });
  return jobDetailSchema.parse(JSON.parse(answer));
}
