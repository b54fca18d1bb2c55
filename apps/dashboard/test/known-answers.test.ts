import { eventually, setup } from "@baton/testing";
import { expect, test } from "vitest";
import { asked, startWithAccounts } from "./accounts.ts";
import { startDashboard } from "./dashboard.ts";

test("an answer that is known already is not sent again, and a new one is", async () => {
  const system = await setup();
  await system.startWorker("worker-1");
  const dashboard = await (await startDashboard(system)).connected();
  const jobId = await system.submit({ type: "probe" });
  await system.ended(jobId);
  for (const path of ["/api/jobs", `/api/jobs/${jobId}`, "/api/jobs/search", "/api/types", "/api/openapi.json"]) {
    // The list of jobs is written behind the record.
    await eventually(`${path} to stay as it is`, async () => {
      const [first, second] = [await dashboard.fetch(path), await dashboard.fetch(path)];
      expect(first.headers.get("cache-control")).toBe("private, no-cache");
      const etag = first.headers.get("etag") ?? "";
      if (etag === "" || second.headers.get("etag") !== etag) return false;
      const known = await dashboard.fetch(path, { headers: { "if-none-match": `"x", ${etag}` } });
      if (known.status !== 304) return false;
      expect(await known.text()).toBe("");
      expect(known.headers.get("etag")).toBe(etag);
      return true;
    });
  }
  const etag = (await dashboard.fetch("/api/jobs")).headers.get("etag") ?? "";
  await system.ended(await system.submit({ type: "probe" }));
  await eventually("the list to be another", async () => {
    const response = await dashboard.fetch("/api/jobs", { headers: { "if-none-match": etag } });
    return response.status === 200 && response.headers.get("etag") !== etag;
  });
});

test("a schedule keeps the ETag by which it is replaced, and is always sent: its next times change without it", async () => {
  const dashboard = await (await startDashboard(await setup())).connected();
  const schedule = { scheduleId: "nightly", cron: "0 3 * * *", job: { type: "probe" } };
  expect((await dashboard.order("schedules", schedule)).status).toBe(201);
  const etag = (await dashboard.fetch("/api/schedules/nightly")).headers.get("etag") ?? "";
  expect(etag).toMatch(/^"[^"]+"$/);
  const known = await dashboard.fetch("/api/schedules/nightly", { headers: { "if-none-match": etag } });
  expect(known.status).toBe(200);
  expect(known.headers.get("cache-control")).toBe("no-store");
  const replaced = await dashboard.fetch("/api/schedules/nightly", {
    method: "PUT",
    headers: { "content-type": "application/json", "if-match": etag },
    body: JSON.stringify({ ...schedule, cron: "0 4 * * *" }),
  });
  expect(replaced.status, await replaced.clone().text()).toBe(200);
  expect(replaced.headers.get("cache-control")).toBe("no-store");
});

test("what is about accounts, a problem, or a download is kept nowhere", async () => {
  const { dashboard, admin } = await startWithAccounts(await setup());
  for (const path of ["/api/auth/accounts", "/api/auth/me", "/api/jobs/export", "/api/jobs/42"]) {
    const response = await asked(dashboard, admin.accessToken, "GET", path);
    expect(response.headers.get("cache-control"), path).toBe("no-store");
    expect(response.headers.get("etag"), path).toBeNull();
  }
  const events = await asked(dashboard, admin.accessToken, "GET", "/api/events");
  expect(events.headers.get("cache-control")).toContain("no-store");
  expect(events.headers.get("etag")).toBeNull();
  await events.body?.cancel();
});
