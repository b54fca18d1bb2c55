import { expect, test } from "vitest";
import { RateLimits } from "./rate-limits.ts";

test("each holder has so many requests of a class, and is told what is left", async () => {
  const limits = new RateLimits({ read: 2, submit: 0, operate: 1, auth: 0 });
  const first = await limits.take("read", "account ann");
  expect(first).toMatchObject({ isSpent: false, headers: { "RateLimit-Policy": '"read";q=2;w=60' } });
  expect(first?.headers.RateLimit).toMatch(/^"read";r=1;t=\d+$/);
  expect(await limits.take("read", "account ann")).toMatchObject({ isSpent: false });
  const spent = await limits.take("read", "account ann");
  expect(spent).toMatchObject({ isSpent: true, headers: { RateLimit: expect.stringMatching(/^"read";r=0;t=\d+$/) } });
  expect(spent?.secondsToReset).toBeGreaterThan(0);
  expect(spent?.secondsToReset).toBeLessThanOrEqual(60);
  // Neither another class nor another holder is concerned.
  expect(await limits.take("operate", "account ann")).toMatchObject({ isSpent: false });
  expect(await limits.take("read", "account bea")).toMatchObject({ isSpent: false });
});

test("without a limit nothing is counted", async () => {
  const limits = new RateLimits({ read: 0, submit: 0, operate: 0, auth: 0 });
  for (let count = 0; count < 10; count++) expect(await limits.take("submit", "local")).toBeUndefined();
});
