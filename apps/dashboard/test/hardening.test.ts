import { setup } from "@baton/testing";
import { expect, test } from "vitest";
import { expectProblem, startDashboard } from "./dashboard.ts";

test("a page runs what this server has sent for this answer, and stands in no other site's frame", async () => {
  const dashboard = await startDashboard(await setup());
  const nonces: string[] = [];
  for (const path of ["/", "/jobs", "/no-such-page"]) {
    const response = await dashboard.fetch(path);
    const policy = response.headers.get("content-security-policy") ?? "";
    const nonce = /'nonce-([^']+)'/.exec(policy)?.[1] ?? "";
    nonces.push(nonce);
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toMatch(/script-src[^;]*'unsafe/);
    const scripts = (await response.text()).match(/<script\b[^>]*>/g) ?? [];
    expect(scripts.length, path).toBeGreaterThan(3);
    expect(scripts.filter((tag) => !tag.includes(`nonce="${nonce}"`))).toEqual([]);
    expect(response.headers.get("x-frame-options")).toBe("DENY");
    expect(response.headers.get("x-content-type-options")).toBe("nosniff");
    expect(response.headers.get("x-powered-by")).toBeNull();
  }
  expect(new Set(nonces).size).toBe(nonces.length);
});

test("the description of the API is served, and a nonce that a request brings is not taken", async () => {
  const dashboard = await startDashboard(await setup());
  const described = (await (await dashboard.fetch("/api/openapi.json")).json()) as { openapi: string; paths: object };
  expect(described.openapi).toBe("3.1.0");
  expect(Object.keys(described.paths)).toContain("/api/jobs/{jobId}");
  const headers = { "x-nonce": "known", "content-security-policy": "script-src 'nonce-known'" };
  const page = await dashboard.fetch("/", { headers });
  expect(await page.text()).not.toContain('nonce="known"');
  const refused = await expectProblem(await dashboard.submit({ type: 1 }), 400, "invalid-job");
  expect(JSON.stringify(refused)).not.toMatch(/\.ts:|at .*\(/);
});
