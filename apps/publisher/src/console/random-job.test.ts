import { validateJob } from "@baton/client";
import { expect, test } from "vitest";
import { type JobKind, randomJob } from "./random-job.ts";

const kinds: JobKind[] = ["any", "short", "data", "failing"];

test.each(kinds)("%s jobs are valid whatever the dice say", (kind) => {
  for (const dice of [0, 0.1, 0.25, 0.5, 0.75, 0.999_999]) {
    expect(validateJob(randomJob(kind, () => dice)).kind).toBe("valid");
  }
});

test("a demo job takes five to ten seconds", () => {
  for (const dice of [0.2, 0.6, 0.999_999]) {
    const { type, payload } = randomJob("any", () => dice);
    const { steps, stepMs } = payload as { steps: number; stepMs: number };
    expect(type).toBe("demo");
    expect(steps * stepMs).toBeGreaterThan(4900);
    expect(steps * stepMs).toBeLessThan(10_100);
  }
});
