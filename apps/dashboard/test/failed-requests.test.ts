import { eventually, setup } from "@baton/testing";
import { expect, test } from "vitest";
import { adminPassword, asked, authSecret, startWithAccounts, tokensOf } from "./accounts.ts";
import { expectProblem, startDashboard } from "./dashboard.ts";

test("a failure nobody foresaw tells its id, which is in the log with what happened, and nothing else", async () => {
  const system = await setup();
  const dashboard = await (await startDashboard(system)).connected();
  // A row that somebody else has written.
  await system.storage.feed.createEntity({ partitionKey: "~rejected", rowKey: "0", Message: "secret-words" });
  const headers = { "x-request-id": "trace-of-a-failure" };
  const response = await eventually("the row to be read", async () => {
    const answered = await dashboard.fetch("/api/health", { headers });
    return answered.status === 500 && answered;
  });
  expect(response.headers.get("x-request-id")).toBe("trace-of-a-failure");
  const problem = await expectProblem(response, 500, "internal");
  expect(problem).toEqual({
    type: "urn:baton:problem:internal",
    title: "Something went wrong in the dashboard",
    status: 500,
    code: "internal",
    requestId: "trace-of-a-failure",
  });
  const line = dashboard.app.log.split("\n").find((one) => one.includes("trace-of-a-failure"));
  expect(line).toContain("A request failed");
  expect(line).toContain("secret-words");
  for (const path of ["/", "/health", "/rejected", "/jobs"])
    expect(await (await dashboard.fetch(path)).text(), path).not.toMatch(/secret-words|\.ts:\d|at \w+ \(/);
});

test("a stranger learns whether a job can run, and not why not, or by whom", async () => {
  const system = await setup();
  await system.startWorker("worker-of-acme");
  const { dashboard, admin } = await startWithAccounts(system);
  await eventually("the worker to be known", async () => {
    const known = await asked(dashboard, admin.accessToken, "GET", "/api/health");
    return (await known.text()).includes("worker-of-acme");
  });
  const told = await asked(dashboard, undefined, "GET", "/api/health");
  expect(await told.json()).toEqual({
    ready: true,
    broker: { status: "up" },
    storage: { status: "up" },
    workers: { live: 1, workerIds: [] },
    rejected: [],
  });
});

test("a stranger is not told what an outage says", async () => {
  const system = await setup({ amqpUrl: "amqp://guest:guest@127.0.0.1:1" });
  const dashboard = await startDashboard(system, { AUTH_MODE: "password", AUTH_ADMIN_PASSWORD: adminPassword });
  const health = (token: string | undefined) => asked(dashboard, token, "GET", "/api/health");
  await eventually("storage to be up", async () => (await (await health(undefined)).text()).includes('"up"'));
  const { accessToken } = await tokensOf(dashboard, "admin", adminPassword);
  await eventually("the admin to be told", async () =>
    (await (await health(accessToken)).text()).includes("127.0.0.1"),
  );
  const response = await health(undefined);
  expect(response.status).toBe(503);
  const text = await response.text();
  expect(JSON.parse(text)).toMatchObject({ ready: false, broker: { status: expect.stringMatching(/starting|down/) } });
  expect(text).not.toMatch(/detail|ECONNREFUSED|127\.0\.0\.1/);
});

test("nor what storage says, whatever they ask for", async () => {
  const storage =
    "DefaultEndpointsProtocol=http;AccountName=acme;AccountKey=YWNtZQ==;TableEndpoint=http://127.0.0.1:1/acme";
  const system = await setup();
  const dashboard = await startDashboard(system, {
    AZURE_STORAGE_CONNECTION_STRING: `${storage};BlobEndpoint=http://127.0.0.1:1/acme`,
    AUTH_MODE: "password",
    AUTH_SECRET: authSecret,
    AUTH_ADMIN_PASSWORD: "a long password",
  });
  await eventually("storage to have been asked", () => dashboard.app.log.includes("Storage does not answer"));
  const tries = [
    () => asked(dashboard, undefined, "POST", "/api/auth/login", { name: "admin", password: "a long password" }),
    () => asked(dashboard, "baton_0000_secret", "GET", "/api/jobs"),
    () => asked(dashboard, "baton_0000_secret", "GET", "/jobs"),
  ];
  for (const ask of tries) {
    const response = await ask();
    const text = await response.text();
    expect(response.status, text).toBe(503);
    expect(text).not.toMatch(/detail|ECONNREFUSED|127\.0\.0\.1|acme/);
  }
});
