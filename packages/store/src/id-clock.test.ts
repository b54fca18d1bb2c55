import { expect, test } from "vitest";
import { clockOffHours, queuedMessage } from "./id-clock.ts";

// Its time is 2026-01-10T00:00:00Z.
const jobId = "019ba533-e400-7000-8000-000000000000";

test.each([
  ["2026-01-10T00:00:01.000Z", undefined, "Queued"],
  ["2026-01-10T23:59:59.000Z", undefined, "Queued"],
  ["2026-01-11T00:00:00.000Z", -24, "Queued; the time in its id is 24 h behind"],
  ["2026-01-08T23:00:00.000Z", 25, "Queued; the time in its id is 25 h ahead"],
])("an id received at %s is off by %s hours", (receivedAt, hours, message) => {
  expect(clockOffHours(jobId, receivedAt)).toBe(hours);
  expect(queuedMessage({ jobId, receivedAt })).toBe(message);
});
