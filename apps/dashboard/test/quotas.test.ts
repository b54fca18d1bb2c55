import { eventually, setup } from "@baton/testing";
import { expect, test } from "vitest";
import { asked, keyOf, startWithAccounts } from "./accounts.ts";
import { expectProblem, startDashboard } from "./dashboard.ts";

test("accounts and keys are counted apart, and whoever is nobody by address", async () => {
  const system = await setup();
  const { dashboard, admin } = await startWithAccounts(system, { API_RATE_READ: "60", API_RATE_SUBMIT: "2" });
  const one = await keyOf(dashboard, admin, ["submit"], { name: "one" });
  const other = await keyOf(dashboard, admin, ["submit"], { name: "other" });
  const submit = (key: string) => asked(dashboard, key, "POST", "/api/jobs", { type: "probe" });
  const first = await submit(one.apiKey);
  expect(first.status).toBe(202);
  expect(first.headers.get("ratelimit-policy")).toBe('"submit";q=2;w=60');
  expect(first.headers.get("ratelimit")).toMatch(/^"submit";r=1;t=\d+$/);
  expect((await submit(one.apiKey)).status).toBe(202);
  const excess = await submit(one.apiKey);
  expect(Number(excess.headers.get("retry-after"))).toBeGreaterThan(0);
  await expectProblem(excess, 429, "too-many-requests");
  expect((await submit(other.apiKey)).status).toBe(202);

  // Whoever guesses is told that they are nobody for so long, and then that they have asked too often.
  const guesses = await Promise.all(
    Array.from({ length: 70 }, (_none, at) => asked(dashboard, `guess-${at}`, "GET", "/api/jobs")),
  );
  expect(new Set(guesses.map(({ status }) => status))).toEqual(new Set([401, 429]));
  expect((await asked(dashboard, admin.accessToken, "GET", "/api/jobs")).status).toBe(200);
});

test("without accounts nothing is counted, unless it is set", async () => {
  const system = await setup();
  const dashboard = await (await startDashboard(system)).connected();
  expect((await dashboard.fetch("/api/jobs")).headers.get("ratelimit")).toBeNull();
  const counting = await startDashboard(system, { API_RATE_READ: "1000", API_STREAMS: "1" }, "counting");
  expect((await counting.fetch("/api/jobs")).headers.get("ratelimit-policy")).toBe('"read";q=1000;w=60');
  const stream = await counting.fetch("/api/events");
  await expectProblem(await counting.fetch("/api/events"), 429, "too-many-streams");
  await stream.body?.cancel();
});

test("one account has so many streams at a time; one that ended makes room for another", async () => {
  const system = await setup();
  const { dashboard, admin } = await startWithAccounts(system, { API_STREAMS: "2" });
  const key = await keyOf(dashboard, admin, ["read"]);
  const open = (token: string) => asked(dashboard, token, "GET", "/api/events");
  const [first, second] = [await open(admin.accessToken), await open(admin.accessToken)];
  await expectProblem(await open(admin.accessToken), 429, "too-many-streams");
  expect((await open(key.apiKey)).status).toBe(200);
  // A look at whether one may listen takes no place for good.
  expect((await asked(dashboard, key.apiKey, "HEAD", "/api/events")).status).toBe(200);
  await first?.body?.cancel();
  const third = await eventually("the place to be free", async () => {
    const response = await open(admin.accessToken);
    return response.status === 200 && response;
  });
  const reader = third.body?.getReader();
  expect(new TextDecoder().decode((await reader?.read())?.value)).toContain("retry:");
  await reader?.cancel();
  await second?.body?.cancel();
});
