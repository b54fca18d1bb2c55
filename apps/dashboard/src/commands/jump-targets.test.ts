import { expect, test } from "vitest";
import { jumpTargets } from "./jump-targets.ts";

test("an id leads to its job, other text to the lock key of that name", () => {
  expect(jumpTargets(" 019ABCDE-0000-7000-8000-0123456789AB ")).toEqual([
    { label: "Job 019abcde-0000-7000-8000-0123456789ab", href: "/jobs/019abcde-0000-7000-8000-0123456789ab" },
  ]);
  expect(jumpTargets("customer/42")).toEqual([{ label: "Lock key “customer/42”", href: "/locks/customer%2F42" }]);
  expect(jumpTargets("  ")).toEqual([]);
});
