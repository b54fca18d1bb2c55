import { expect, test } from "vitest";
import { isJobId, jobIdAt, jobIdTime } from "./job-id.ts";

test("an id that is made of a time and bytes is a job id of that time, and always the same", () => {
  const time = new Date("2026-11-22T10:00:00.123Z");
  const bytes = Uint8Array.from({ length: 16 }, (_, at) => at * 7);
  const jobId = jobIdAt(time, bytes);
  expect(isJobId(jobId)).toBe(true);
  expect(jobIdTime(jobId)).toEqual(time);
  expect(jobIdAt(time, bytes)).toBe(jobId);
  expect(jobIdAt(time, bytes.toReversed())).not.toBe(jobId);
});
