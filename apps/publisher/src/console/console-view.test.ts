import { prepareJob } from "@baton/client";
import { jobRequestSchema } from "@baton/contracts";
import stringWidth from "string-width";
import { expect, test } from "vitest";
import { type JobState, newJobState } from "../job-state.ts";
import { type ConsoleState, consoleView, farewell } from "./console-view.ts";

const now = new Date("2026-01-02T03:04:05Z");

function jobState(name: string, changes: Partial<JobState> = {}): JobState {
  const job = prepareJob(jobRequestSchema.parse({ type: "demo", name, lockKey: "customer-a" }));
  return { ...newJobState(job), submission: "accepted", ...changes };
}

function view(changes: Partial<ConsoleState> = {}, columns = 140, rows = 24): string {
  const state: ConsoleState = {
    systemName: "baton",
    where: "the broker",
    lockKey: "default",
    reach: { kind: "connected" },
    processors: 2,
    jobs: [],
    helpShown: false,
    supervised: false,
    ...changes,
  };
  return consoleView(state, { columns, rows, now, paint: (_color, text) => text });
}

const running = jobState("Nightly settlement EU", {
  status: "Running",
  message: "Processing step 3/10 - Schema mapping",
  progress: { done: 3, total: 10 },
  startedAt: new Date(now.getTime() - 4200),
});

test("a running job shows everything there is to know of it", () => {
  const text = view({ jobs: [running] });
  for (const part of [
    "▶ Running",
    "███░░░░░░░",
    "Nightly settlement EU",
    "demo",
    "customer-a",
    "4.2 s",
    "Schema mapping",
  ]) {
    expect(text).toContain(part);
  }
  expect(text).toContain("lock key: default  2 processors");
  expect(text).toContain("1 job: 1 Running");
});

test("on eighty columns the lock key is still there", () => {
  expect(view({ jobs: [running] }, 80)).toContain("customer-a");
});

test("an accepted job says when no processor is running", () => {
  expect(view({ jobs: [jobState("x")], processors: 0 })).toContain("accepted; no processor is running");
  expect(view({ jobs: [jobState("x")], processors: 1 })).not.toContain("no processor");
});

test.each([
  ["unavailable", "not sent: the broker does not answer"],
  ["unroutable", "not stored: the broker has no queue for it"],
  ["unknown", "no answer; trying again with the same id"],
] as const)("a submission answered %s is shown as such", (submission, message) => {
  expect(view({ jobs: [jobState("x", { submission })] })).toContain(message);
});

test("a broker that is away is said", () => {
  expect(view({ reach: { kind: "away", reason: "connect ECONNREFUSED" } })).toContain(
    "the broker is not reachable (connect ECONNREFUSED); trying again",
  );
  expect(view({ reach: { kind: "blocked", reason: "low on disk" } })).toContain("takes no jobs now: low on disk");
});

test("q means another thing under npm start, and the help says so", () => {
  expect(view({ supervised: true })).toContain("q stop all");
  expect(view({ supervised: false })).toContain("q quit");
  expect(view({ supervised: true, helpShown: true })).toContain("stops everything");
  expect(view({ supervised: false, helpShown: true })).toContain("processors and jobs go on");
});

test("the display fits every terminal, whatever names and messages hold", () => {
  const odd = jobState("日本語の夜間バッチ処理".repeat(4), { status: "Running", message: "a\u001b[31m\nb\tc👩‍👩‍👧" });
  const jobs = [running, odd, ...Array.from({ length: 40 }, (_, n) => jobState(`Job ${n}`))];
  for (const helpShown of [false, true]) {
    for (const columns of [10, 40, 60, 79, 80, 100, 130, 250]) {
      for (const rows of [2, 5, 12, 24, 60]) {
        const lines = view({ jobs, helpShown }, columns, rows).split("\n");
        expect(lines.length).toBeLessThan(rows);
        for (const line of lines) expect(stringWidth(line)).toBeLessThan(Math.max(11, columns));
      }
    }
  }
});

test("when not all jobs fit, the running one and the newest stay", () => {
  const jobs = [running, ...Array.from({ length: 40 }, (_, n) => jobState(`Job ${n}`, { status: "Waiting" }))];
  const text = view({ jobs }, 120, 12);
  expect(text).toContain("Nightly settlement EU");
  expect(text).toContain("Job 39");
  expect(text).not.toContain("Job 5 ");
  expect(text).toMatch(/41 jobs: 1 Running, 40 Waiting {2}\(\d+ not shown\)/);
});

test("the farewell says that open jobs go on, unless everything stops with the console", () => {
  expect(farewell([], false)).toBe("");
  expect(farewell([jobState("x", { status: "Completed" })], false)).toBe("");
  expect(farewell([running], false)).toBe("1 job not over yet: that goes on without this console.\n");
  expect(farewell([running], true)).toBe("");
});
