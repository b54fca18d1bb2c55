import { expect, test } from "vitest";
import { formatDuration } from "./duration.ts";
import { linkedParts } from "./linked-text.ts";
import { relativeTime } from "./relative-time.ts";
import { waitingSentence } from "./waiting-sentence.ts";

test.each([
  [0, "0ms"],
  [-5, "0ms"],
  [350.4, "350ms"],
  [999.7, "1s"],
  [2449, "2.4s"],
  [59_990, "1m 0s"],
  [185_000, "3m 5s"],
  [7_800_000, "2h 10m"],
])("%d ms read %s", (ms, text) => {
  expect(formatDuration(ms)).toBe(text);
});

test.each([
  [-400, "now"],
  [-12_900, "12s ago"],
  [-185_000, "3m ago"],
  [-7_300_000, "2h ago"],
  [-200_000_000, "2d ago"],
  // A clock that is a little behind the server's.
  [1500, "now"],
  [90_000, "in 1m"],
])("a time %d ms away reads %s", (ms, text) => {
  const now = Date.UTC(2026, 0, 1);
  expect(relativeTime(new Date(now + ms), now)).toBe(text);
});

test("job ids in a message are links", () => {
  const jobId = "01a2013c-a78e-7114-963f-ea37b254d45d";
  expect(linkedParts(`behind job ${jobId}, held`)).toEqual([
    { kind: "text", text: "behind job " },
    { kind: "job", jobId },
    { kind: "text", text: ", held" },
  ]);
  expect(linkedParts("Queued")).toEqual([{ kind: "text", text: "Queued" }]);
});

test("a job that waits says what it waits for", () => {
  expect(waitingSentence({ kind: "locked", workerId: "worker-1", fence: 7 }, "orders")).toBe(
    "Waiting for the lock “orders”, held by worker-1 (fence 7)",
  );
  expect(waitingSentence({ kind: "locked", workerId: "worker-1", behindJobId: "j", ahead: 1 }, "orders")).toBe(
    "Waiting for the lock “orders”, held by worker-1 for job j",
  );
  expect(waitingSentence({ kind: "locked", workerId: "worker-1", behindJobId: "j", ahead: 3 }, "orders")).toBe(
    "Waiting for the lock “orders”, held by worker-1 for job j; 3 jobs are before it",
  );
  const since = "2026-01-01T00:00:00.000Z";
  expect(waitingSentence({ kind: "paused", by: "ada", reason: "audit", since, ahead: 1 }, "orders")).toBe(
    "Waiting: “orders” was paused by ada (audit); one job is before it",
  );
  expect(
    waitingSentence({ kind: "retrying", nextAt: since, attempt: 2, maxAttempts: 3, lastError: "no answer" }, "orders"),
  ).toBe("Waiting for attempt 2 of 3 at its time, after: no answer");
  expect(waitingSentence({ kind: "no-slot", workers: 2, ahead: 1000 }, "orders")).toBe(
    "Waiting for a free slot of all 2 workers that can run it; 1,000 jobs or more are before it",
  );
  expect(waitingSentence({ kind: "next", ahead: 7 }, "orders")).toContain("7 jobs are before it");
  expect(waitingSentence({ kind: "unknown-type", type: "x" }, "orders")).toContain("no live worker does");
});
