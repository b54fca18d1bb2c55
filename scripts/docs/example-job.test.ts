import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { cloneFolder } from "@baton/runtime";
import { type JobDefinition, NonRetryableError } from "@baton/sdk";
import { RecordedContext } from "@baton/sdk/testing";
import { expect, onTestFinished, test } from "vitest";
import { blocksOf, documents } from "./pages.ts";

/** The job of the page, loaded from a file as a worker loads it. */
async function documentedJob(): Promise<JobDefinition> {
  const page = documents().find(({ file }) => file === "docs/writing-jobs.md");
  const [source] = page ? blocksOf(page, "ts") : [];
  if (source === undefined) throw new Error("There is no example");
  // In the clone, where it finds what it imports; such folders are nobody else's business.
  const folder = mkdtempSync(path.join(cloneFolder, ".data.example-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = path.join(folder, "settle.ts");
  writeFileSync(file, source);
  return ((await import(file)) as { settle: JobDefinition }).settle;
}

test("the job that the documents show runs, and goes on after a crash without repeating a step", async () => {
  const settle = await documentedJob();
  const input = settle.input.parse({ day: "2026-01-31" });
  const first = new RecordedContext("settle");
  expect(await settle.run(input, first)).toEqual({ booked: 2 });
  expect(first.ran).toEqual(["collect", "book", "book"]);

  const second = new RecordedContext("settle", first.steps.slice(0, 2));
  expect(await settle.run(input, second)).toEqual({ booked: 2 });
  expect(second.ran).toEqual(["book"]);

  const empty = settle.run(settle.input.parse({ day: "2025-12-31" }), new RecordedContext("settle"));
  await expect(empty).rejects.toBeInstanceOf(NonRetryableError);
});
