import { eventStatusSchema, isTerminal, type JobStatus, jobStatusSchema } from "@baton/contracts";
import { expect, test } from "vitest";
import { blocksOf, documents } from "./pages.ts";

const concepts = documents().find(({ file }) => file === "docs/concepts.md");
if (!concepts) throw new Error("There is no page of concepts");
const [jobs = "", events = ""] = blocksOf(concepts, "mermaid");

const isJobStatus = (name: string): name is JobStatus => jobStatusSchema.options.some((status) => status === name);

test("the state machine of a job has its statuses, and ends where they are terminal", () => {
  const arrows = arrowsOf(jobs);
  const named = new Set(arrows.flatMap(({ from, to }) => [from, to]).filter((name) => name !== "[*]"));
  expect([...named].sort()).toEqual([...jobStatusSchema.options].sort());
  const ends = arrows.filter(({ to }) => to === "[*]").map(({ from }) => from);
  // A dead letter can still be discarded, which is no other end of the job.
  const left = arrows.filter(({ from, to }) => isJobStatus(from) && isTerminal(from) && to !== "[*]");
  expect(ends.sort()).toEqual(jobStatusSchema.options.filter(isTerminal).sort());
  expect(left).toEqual([{ from: "DeadLettered", to: "Discarded" }]);
});

test("the picture of the events and their table have every status, and no other", () => {
  const shown = new Set(
    arrowsOf(events)
      .flatMap(({ from, to }) => [from, to])
      .filter((name) => name !== "[*]"),
  );
  const rows = [...concepts.text.matchAll(/^\| `([A-Z]\w+)` \| (?:a job|a key|nobody) \|/gm)].map(([, name]) => name);
  expect(rows.toSorted()).toEqual([...eventStatusSchema.options].sort());
  expect([...shown].filter((name) => !eventStatusSchema.options.some((status) => status === name))).toEqual([]);
});

function arrowsOf(diagram: string): { from: string; to: string }[] {
  return [...diagram.matchAll(/^\s*(\[\*\]|\w+) --> (\[\*\]|\w+)/gm)].map(([, from = "", to = ""]) => ({ from, to }));
}
