import { newJobId } from "@baton/contracts";
import { createLogger } from "@baton/runtime";
import { Inbox, JobIndex, Markers, waitingJob } from "@baton/store";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { runJobs } from "./counted-executor.ts";
import { CountedStore, type Counts } from "./counted-store.ts";
import { fill, list, rowOf } from "./waiting-jobs.ts";

const pageRows = 100;
const candidateRows = 64;
const starts = 100;
/** By command also a million: `LISTED_JOBS=1000000 npx vitest run --project unit packages/testing/src/scale`. */
const listedJobs = Number(process.env["LISTED_JOBS"] ?? 100_000);
const logger = createLogger({ level: "silent", base: {}, readable: false });

/** What is asked of storage while so many jobs wait in so many keys. */
type Asked = Record<"submission" | "sweep" | "starts" | "page", Counts>;

// A look is good for a while: on a slow machine there would be more of them.
beforeEach(() => void vi.useFakeTimers({ toFake: ["performance"] }));
afterEach(() => void vi.useRealTimers());

test("what a submission, a start and a page of a list ask of storage is the same with 10 waiting jobs and with 100,000", async () => {
  const few = await asked(1, 10);
  const some = await asked(1, 1000);
  const many = await asked(1, 100_000);
  const wide = await asked(10_000, 10);

  expect(few.submission).toEqual({ requests: 2, rows: 0 });
  for (const { submission, page, sweep } of [some, many, wide]) {
    expect(submission).toEqual(few.submission);
    expect(page.requests).toBe(few.page.requests);
    expect(page.rows).toBeLessThanOrEqual(few.page.rows - 10 + pageRows);
    expect(sweep.requests).toBeLessThanOrEqual(few.sweep.requests);
    expect(sweep.rows).toBeLessThanOrEqual(candidateRows);
  }
  expect(many).toEqual(some);
  // A look sees a hundred, and serves as many starts.
  expect(many.starts.rows).toBeLessThanOrEqual(2 * (pageRows + starts));
  expect(perStart(wide, 10)).toEqual(perStart(few, 10));
  expect(many.starts.requests / starts).toBeLessThanOrEqual(few.starts.requests / 10);
}, 120_000);

async function asked(keys: number, perKey: number): Promise<Asked> {
  const store = new CountedStore();
  await fill(store, keys, perKey);
  await list(store, keys * perKey);
  return {
    page: await store.during(() => firstPage(store)),
    submission: await store.during(() => submit(store)),
    sweep: await store.during(() => sweep(store)),
    starts: await store.during(() => runJobs(store, "key-0", Math.min(starts, perKey))),
  };
}

test("the newest page and a job's trail take three requests each, however many jobs there are", async () => {
  const store = new CountedStore();
  await list(store, listedJobs);
  const row = rowOf("key-0", newJobId());
  await new Inbox({ inbox: store.client("inbox") }).put([row]);
  await new JobIndex({ index: store.client("index"), logger }).raise([waitingJob(row, "worker-1")]);
  await runJobs(store, "key-0", 1);
  const reader = store.reader();
  const page = await store.during(() => reader.search({}, pageRows));
  // Also when the list of tenants is not fresh any more.
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 60_000 });
  const trail = await store.during(() => reader.findJob(row.jobId));
  expect(page.requests).toBe(3);
  expect(page.rows).toBeLessThanOrEqual(pageRows + 4);
  expect(trail.requests).toBe(3);
}, 120_000);

function perStart({ starts: { requests, rows } }: Asked, count: number): Counts {
  return { requests: requests / count, rows: rows / count };
}

async function submit(store: CountedStore): Promise<void> {
  const inbox = store.client("inbox");
  const row = rowOf("key-0", newJobId());
  await new Inbox({ inbox }).put([row]);
  await new Markers({ inbox }).setDue([row.keyId]);
}

async function sweep(store: CountedStore): Promise<void> {
  await new Markers({ inbox: store.client("inbox") }).due(
    new Date(),
    (seen) => seen.length >= 32,
    () => 0,
  );
}

async function firstPage(store: CountedStore): Promise<void> {
  await new JobIndex({ index: store.client("index"), logger }).newest(pageRows, "all");
}
