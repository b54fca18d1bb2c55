import {
  accountListSchema,
  apiKeyListSchema,
  callerViewSchema,
  inviteSchema,
  sessionListSchema,
  submitResponseSchema,
  tokensSchema,
} from "@baton/contracts";
import { eventually, setup } from "@baton/testing";
import { expect, test } from "vitest";
import { accountOf, adminPassword, asked, keyOf, startWithAccounts, tokensOf } from "./accounts.ts";
import { expectProblem } from "./dashboard.ts";

const probe = { type: "probe", payload: { steps: 1 } };

test("without accounts nothing but this machine is served, and whoever is here may do everything", async () => {
  const system = await setup();
  const open = system.app("open", "apps/dashboard/src/main.ts", { HOST: "0.0.0.0", PORT: "0" });
  await eventually("it to end", () => open.exitCode !== null);
  expect(open.exitCode).toBe(1);
  expect(open.log).toContain("HOST is 0.0.0.0, which others can reach, and AUTH_MODE is none");
});

test("a refresh token is good once: one that comes again ends the session, also for whoever has the new one", async () => {
  const system = await setup();
  const { dashboard } = await startWithAccounts(system);
  const first = await tokensOf(dashboard, "ADMIN", adminPassword);
  const refresh = (refreshToken: string) => asked(dashboard, undefined, "POST", "/api/auth/refresh", { refreshToken });
  const second = tokensSchema.parse(await (await refresh(first.refreshToken)).json());
  expect((await asked(dashboard, second.accessToken, "GET", "/api/jobs")).status).toBe(200);
  await expectProblem(await refresh(first.refreshToken), 401, "not-logged-in");
  await expectProblem(await refresh(second.refreshToken), 401, "not-logged-in");
  await expectProblem(await asked(dashboard, second.accessToken, "GET", "/api/jobs"), 401, "not-logged-in");
  await expectProblem(await refresh("x.y"), 401, "not-logged-in");
});

test("a session that is ended at one dashboard is over at every other, and so is a disabled account", async () => {
  const system = await setup();
  const { dashboard, admin } = await startWithAccounts(system);
  const { dashboard: other } = await startWithAccounts(system, {}, "other");
  const olaf = await accountOf(dashboard, admin, "olaf", "operator");
  const again = await tokensOf(other, "olaf", "olaf has a password");
  const listed = await asked(other, again.accessToken, "GET", "/api/auth/sessions");
  const { sessions } = sessionListSchema.parse(await listed.json());
  expect(sessions).toHaveLength(2);
  const there = sessions.find(({ isThis }) => !isThis)?.sessionId;

  const isOut = (where: typeof dashboard, token: string) => async () =>
    (await asked(where, token, "GET", "/api/jobs")).status === 401;
  expect((await asked(other, olaf.accessToken, "GET", "/api/jobs")).status).toBe(200);
  const odd = await asked(dashboard, again.accessToken, "DELETE", "/api/auth/sessions/a%2Fb");
  await expectProblem(odd, 404, "unknown-session");
  await asked(dashboard, again.accessToken, "DELETE", `/api/auth/sessions/${there}`);
  await eventually("the ended session to be over elsewhere", isOut(other, olaf.accessToken));

  expect((await asked(other, again.accessToken, "GET", "/api/jobs")).status).toBe(200);
  await asked(dashboard, admin.accessToken, "PATCH", "/api/auth/accounts/olaf", { disabled: true });
  await eventually("the disabled account to be out", isOut(other, again.accessToken));
  const body = { name: "olaf", password: "olaf has a password" };
  await expectProblem(await asked(other, undefined, "POST", "/api/auth/login", body), 401, "wrong-credentials");
});

test("there is always an admin, names are taken once, and an invitation is good once", async () => {
  const system = await setup();
  const { dashboard, admin } = await startWithAccounts(system);
  const change = (body: object) => asked(dashboard, admin.accessToken, "PATCH", "/api/auth/accounts/admin", body);
  await expectProblem(await change({ disabled: true }), 409, "last-admin");
  await expectProblem(await change({ role: "viewer" }), 409, "last-admin");
  await expectProblem(await change({}), 400, "invalid-account");

  const made = await asked(dashboard, admin.accessToken, "POST", "/api/auth/invites", { role: "operator" });
  const { invite } = inviteSchema.parse(await made.json());
  const register = (name: string, more: object = { invite }) =>
    asked(dashboard, undefined, "POST", "/api/auth/register", { name, password: "a long password", ...more });
  await expectProblem(await register("Admin"), 409, "account-exists");
  await expectProblem(await register("anna", {}), 403, "registration-closed");
  await expectProblem(await register("anna", { invite: "x" }), 403, "invalid-invite");
  const registered = await register("Anna");
  expect(registered.status).toBe(201);
  await expectProblem(await register("otto"), 403, "invalid-invite");
  const listed = await asked(dashboard, admin.accessToken, "GET", "/api/auth/accounts");
  const { accounts } = accountListSchema.parse(await listed.json());
  expect(accounts.map(({ name, role, tenants }) => [name, role, tenants])).toEqual([
    ["admin", "admin", "all"],
    ["anna", "operator", ["default"]],
  ]);
  expect(JSON.stringify(accounts)).not.toContain("argon2");
});

test("passwords cannot be tried without end, and a changed one ends all other sessions", async () => {
  const system = await setup();
  const { dashboard, admin } = await startWithAccounts(system);
  const login = (password: string) =>
    asked(dashboard, undefined, "POST", "/api/auth/login", { name: "admin", password });
  const before = await tokensOf(dashboard, "admin", adminPassword);
  const change = (current: string) =>
    asked(dashboard, admin.accessToken, "POST", "/api/auth/password", { current, next: "another good password" });
  await expectProblem(await change("wrong"), 401, "wrong-credentials");
  expect((await change(adminPassword)).status).toBe(200);
  expect((await asked(dashboard, admin.accessToken, "GET", "/api/jobs")).status).toBe(200);
  await eventually(
    "the other session to end",
    async () => (await asked(dashboard, before.accessToken, "GET", "/api/jobs")).status === 401,
  );
  for (let tries = 0; tries < 5; tries += 1) await expectProblem(await login("wrong"), 401, "wrong-credentials");
  const limited = await login("another good password");
  expect(Number(limited.headers.get("retry-after"))).toBeGreaterThan(0);
  await expectProblem(limited, 429, "too-many-tries");
});

test("what a key submits and what an account orders is recorded as theirs, whatever the request says", async () => {
  const system = await setup();
  await system.startWorker("worker-1");
  const { dashboard, admin } = await startWithAccounts(system);
  const key = await keyOf(dashboard, admin, ["submit", "read"], { name: "nightly import" });
  const request = { ...probe, delayMs: 3_600_000, submittedBy: "somebody else" };
  const submitted = await asked(dashboard, key.apiKey, "POST", "/api/jobs", request);
  const { jobId } = submitResponseSchema.parse(await submitted.json());
  await system.until("scheduled", jobId, ({ job }) => job.status === "Scheduled");
  await expectProblem(
    await asked(dashboard, key.apiKey, "POST", `/api/jobs/${jobId}/cancel`, { reason: "x" }),
    403,
    "forbidden",
  );
  const olaf = await accountOf(dashboard, admin, "olaf", "operator");
  await asked(dashboard, olaf.accessToken, "POST", `/api/jobs/${jobId}/cancel`, { reason: "not needed" });
  const { job, events } = await system.ended(jobId);
  expect(job).toMatchObject({ status: "Cancelled", submittedBy: "key:nightly import" });
  expect(events.at(-1)).toMatchObject({
    message: "Cancelled by olaf: not needed",
    data: { by: { name: "olaf", address: "127.0.0.1" } },
  });
  const me = callerViewSchema.parse(await (await asked(dashboard, key.apiKey, "GET", "/api/auth/me")).json());
  expect(me).toEqual({ kind: "key", name: "key:nightly import", permissions: ["submit", "read"], tenants: "all" });
  const keys = await asked(dashboard, admin.accessToken, "GET", "/api/auth/keys");
  const listed = apiKeyListSchema.parse(await keys.json());
  expect(listed.keys).toMatchObject([{ name: "nightly import", createdBy: "admin" }]);
  expect(JSON.stringify(listed)).not.toContain(key.apiKey.split("_").at(-1));
  await system.verifyAll();
});

test("a browser's session is a cookie that scripts cannot read, and only pages of this site can use", async () => {
  const system = await setup();
  const { dashboard } = await startWithAccounts(system);
  const login = await asked(dashboard, undefined, "POST", "/api/auth/login", {
    name: "admin",
    password: adminPassword,
    cookie: true,
  });
  expect(await login.json()).toEqual({ name: "admin" });
  const header = login.headers.get("set-cookie") ?? "";
  expect(header).toMatch(/^baton_session=[^;]+; Max-Age=2592000; Path=\/; HttpOnly; SameSite=Lax$/);
  const cookie = header.split(";", 1)[0] ?? "";
  const get = (path: string, more: Record<string, string> = {}) =>
    dashboard.fetch(path, { headers: { cookie, ...more } });
  expect((await get("/api/jobs")).status).toBe(200);
  expect(await (await get("/")).text()).toContain("Account of admin");
  const foreign = await dashboard.fetch("/api/jobs", {
    method: "POST",
    headers: { cookie, origin: "https://evil.example", "content-type": "application/json" },
    body: JSON.stringify(probe),
  });
  await expectProblem(foreign, 403, "foreign-origin");
  const logout = await dashboard.fetch("/api/auth/logout", { method: "POST", headers: { cookie } });
  expect(logout.headers.get("set-cookie")).toContain("baton_session=; Max-Age=0");
  expect((await get("/api/jobs")).status).toBe(401);
});
