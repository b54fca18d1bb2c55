import type { JobEvent, JobList, JobStatus, JobSummary } from "@baton/contracts";
import { jobIdAt } from "@baton/contracts";
import { expect, test } from "vitest";
import { isMissingFrom, withEvents, withNewest, withOlder } from "./job-rows.ts";

const start = Date.parse("2026-11-26T06:00:00Z");
const timeOf = (at: number) => new Date(start + at * 1000);
const idOf = (at: number) => jobIdAt(timeOf(at), new Uint8Array(16));

function job(at: number, status: JobStatus = "Waiting"): JobSummary {
  return {
    jobId: idOf(at),
    type: "demo",
    name: `Job ${at}`,
    tenantId: "default",
    lockKey: "k",
    priority: 0,
    status,
    message: "",
    attempts: 0,
    createdAt: timeOf(at).toISOString(),
  };
}

/** From the one down to the other, after which there may be more. */
function page(from: number, to: number, isLast = false): JobList {
  const jobs = Array.from({ length: from - to + 1 }, (_, back) => job(from - back));
  // Of inverted ids: what is further back is greater.
  return isLast ? { jobs } : { jobs, cursor: String(1000 - to), lookedBackTo: timeOf(to).toISOString() };
}

function event(at: number, status: JobEvent["status"]): JobEvent {
  const occurredAt = timeOf(at).toISOString();
  return {
    eventId: `${at}`,
    jobId: idOf(at),
    tenantId: "default",
    lockKey: "k",
    keyId: "k",
    status,
    message: "",
    occurredAt,
    seq: 1,
  };
}

const names = ({ jobs }: JobList) => jobs.map(({ name }) => name.slice(4)).join(" ");

test("the newest page takes the place of what it reaches, and older rows stay", () => {
  const rows = withOlder(withNewest(undefined, "", page(9, 7)), page(6, 4));
  expect(names(rows)).toBe("9 8 7 6 5 4");
  const again = withNewest(rows, "", page(10, 8));
  expect(names(again)).toBe("10 9 8 7 6 5 4");
  expect(again.cursor).toBe(rows.cursor);
  const fewer = withNewest(rows, "", { ...page(9, 7), jobs: [job(9), job(7)] });
  expect(names(fewer)).toBe("9 7 6 5 4");
  expect(names(withNewest(again, "", page(3, 1, true)))).toBe("3 2 1");
});

test("when more than a page has come, nothing is left out between it and the rows: they begin anew", () => {
  const rows = withNewest(undefined, "", page(9, 7));
  const later = withNewest(rows, "", page(30, 20));
  expect(names(later)).toBe(names(page(30, 20)));
  expect(later.cursor).toBe("980");
  expect(names(withNewest(rows, "type=x", page(3, 2)))).toBe("3 2");
});

test("a page that is not full, though there are more, waits for somebody to go on", () => {
  expect(withNewest(undefined, "text=x", page(3, 2)).paused).toBe(true);
  expect(withNewest(undefined, "text=x", page(3, 2, true)).paused).toBe(false);
  expect(withNewest(undefined, "", page(99, 0)).paused).toBe(false);
});

test("an answer that is behind the events does not undo an end", () => {
  const rows = withEvents(withNewest(undefined, "", page(2, 1)), [event(2, "Completed")]);
  expect(withNewest(rows, "", page(2, 1)).jobs[0]?.status).toBe("Completed");
});

test("events change rows, bring new ones where nothing is filtered, and take those whose status is not asked for", () => {
  const all = withEvents(withNewest(undefined, "", page(2, 1)), [event(3, "Queued"), event(1, "Started")]);
  expect(all.jobs.map(({ status }) => status)).toEqual(["Waiting", "Waiting", "Running"]);
  const waiting = withNewest(undefined, "status=Waiting", page(2, 1));
  expect(names(withEvents(waiting, [event(1, "Started"), event(3, "Queued")]))).toBe("2");
  expect(isMissingFrom(waiting, event(3, "Queued"))).toBe(true);
  expect(isMissingFrom(waiting, event(2, "Queued"))).toBe(false);
  expect(isMissingFrom(waiting, event(0, "Queued"))).toBe(false);
});
