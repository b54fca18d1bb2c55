import { hkdfSync } from "node:crypto";
import { type ApiRoute, apiRoutes, newJobId, type Permission, permissionsOf } from "@baton/contracts";
import { eventually, setup } from "@baton/testing";
import { SignJWT, UnsecuredJWT } from "jose";
import { expect, test } from "vitest";
import { accountOf, asked, authSecret, keyOf, startWithAccounts, tokensOf } from "./accounts.ts";
import type { Dashboard } from "./dashboard.ts";

/** Something for each name in a path. */
const named: Record<string, string> = {
  jobId: newJobId(),
  commandId: newJobId(),
  action: "cancel",
  key: "default",
  scheduleId: "nightly",
  workerId: "worker-x",
  runId: newJobId(),
  name: "nobody-is-called-so",
  keyId: "0000",
  sessionId: newJobId(),
};

/** It would end the session that asks. */
const isLogout = ({ path }: ApiRoute) => path === "/api/auth/logout";

test("every route asks for what the list of routes says, whoever comes with whatever", async () => {
  const system = await setup();
  const { dashboard, admin } = await startWithAccounts(system);
  const viewer = await accountOf(dashboard, admin, "vera", "viewer");
  const operator = await accountOf(dashboard, admin, "olaf", "operator");
  const submitKey = await keyOf(dashboard, admin, ["submit"]);
  const revokedKey = await keyOf(dashboard, admin, ["read", "submit", "operate"]);
  await asked(dashboard, admin.accessToken, "DELETE", `/api/auth/keys/${revokedKey.keyId}`);
  const overKey = await keyOf(dashboard, admin, ["read"], { expiresAt: new Date(Date.now() - 1000).toISOString() });
  const left = await accountOf(dashboard, admin, "lena", "operator");
  expect((await asked(dashboard, left.accessToken, "POST", "/api/auth/logout")).status).toBe(200);

  const somebody: [who: string, token: string, permissions: readonly Permission[]][] = [
    ["viewer", viewer.accessToken, permissionsOf("viewer")],
    ["operator", operator.accessToken, permissionsOf("operator")],
    ["admin", admin.accessToken, permissionsOf("admin")],
    ["key to submit", submitKey.apiKey, ["submit"]],
  ];
  const strangers: [who: string, token: string | undefined][] = [
    ["nobody", undefined],
    ["logged out", left.accessToken],
    ["revoked key", revokedKey.apiKey],
    ["expired key", overKey.apiKey],
    ["key with another secret", `${submitKey.apiKey.slice(0, -4)}0000`],
    ["no token at all", "x"],
    ...(await forgeries(admin.accessToken)),
  ];
  for (const route of apiRoutes) {
    for (const [who, token] of strangers) {
      const status = await statusOf(dashboard, route, token);
      if (route.access === "public") expect(status, said(route, who)).not.toBe(403);
      else expect(status, said(route, who)).toBe(401);
    }
    for (const [who, token, permissions] of isLogout(route) ? [] : somebody) {
      const may = route.access === "public" || route.access === "login" || permissions.includes(route.access);
      const status = await statusOf(dashboard, route, token);
      // A key has no session to look at, or to end.
      const isOfSessions = route.access === "login" && who.startsWith("key");
      if (may && !isOfSessions) expect([401, 403, 500], said(route, who)).not.toContain(status);
      if (!may) expect(status, said(route, who)).toBe(403);
    }
  }
});

test("what is not on the list is not served, nor is a page, to whoever is nobody", async () => {
  const system = await setup();
  const { dashboard, admin } = await startWithAccounts(system);
  const { accessToken } = await accountOf(dashboard, admin, "vera", "viewer");
  const odd: [method: string, path: string][] = [
    ["POST", "/api//jobs"],
    ["POST", "/api/jobs/"],
    ["POST", "/%61pi/jobs"],
    ["POST", "/API/jobs"],
    ["POST", "/api/jobs/..%2Fjobs"],
    ["DELETE", "/jobs"],
    ["POST", "/"],
    ["GET", "/api/nothing"],
    ["GET", "/api/%ff"],
  ];
  for (const [method, path] of odd) {
    const body = method === "GET" ? undefined : { type: "probe" };
    expect([401, 404], `${method} ${path}`).toContain((await asked(dashboard, undefined, method, path, body)).status);
    expect([403, 404, 405], `${method} ${path}`).toContain(
      (await asked(dashboard, accessToken, method, path, body)).status,
    );
  }
  for (const page of ["/", "/jobs", "/jobs/x", "/submit", "/users"]) {
    const response = await dashboard.fetch(page);
    expect(response.status, page).toBe(302);
    expect(response.headers.get("location")).toBe(`/login?from=${encodeURIComponent(page)}`);
  }
  const login = await dashboard.fetch("/login");
  expect(login.status).toBe(200);
  expect(await login.text()).toContain("Log in to Baton");
});

test("live events end for a session that has ended", async () => {
  const system = await setup();
  const { dashboard } = await startWithAccounts(system);
  const { accessToken } = await tokensOf(dashboard, "admin", "correct horse battery");
  const stream = await asked(dashboard, accessToken, "GET", "/api/events");
  expect(stream.status).toBe(200);
  let ended = false;
  const reading = (async () => {
    for await (const _chunk of stream.body ?? []);
  })().then(
    () => {
      ended = true;
    },
    () => {
      ended = true;
    },
  );
  expect((await asked(dashboard, accessToken, "POST", "/api/auth/logout")).status).toBe(200);
  await eventually("the stream to end", () => ended);
  await reading;
});

/** Tokens that are almost good. */
async function forgeries(good: string): Promise<[who: string, token: string][]> {
  const payload = JSON.parse(Buffer.from(good.split(".")[1] ?? "", "base64url").toString()) as {
    sub: string;
    sid: string;
    iss: string;
    aud: string;
  };
  const sign = (change: Record<string, unknown>, key: string) =>
    new SignJWT({ ...payload, ...change }).setProtectedHeader({ alg: "HS256" }).sign(new TextEncoder().encode(key));
  return [
    ["forged", await sign({}, "x".repeat(32))],
    ["alg none", new UnsecuredJWT(payload).encode()],
    ["with another signature", `${good.slice(0, -3)}AAA`],
    ["somebody else's claims", [good.split(".")[0], claims({ ...payload, sub: "olaf" }), good.split(".")[2]].join(".")],
    ...(await ownForgeries(payload)),
  ];
}

/** Signed with the right key, and not for us, or over. */
async function ownForgeries(payload: Record<string, unknown>): Promise<[who: string, token: string][]> {
  const key = new Uint8Array(hkdfSync("sha256", authSecret, "", "baton access-token", 32));
  const sign = (change: Record<string, unknown>) =>
    new SignJWT({ ...payload, ...change }).setProtectedHeader({ alg: "HS256" }).sign(key);
  const now = Math.floor(Date.now() / 1000);
  return [
    ["expired", await sign({ exp: now - 1 })],
    ["for another audience", await sign({ aud: "elsewhere" })],
    ["of another issuer", await sign({ iss: "elsewhere" })],
    ["of a session that there is not", await sign({ sid: newJobId() })],
  ];
}

function claims(payload: Record<string, unknown>): string {
  return Buffer.from(JSON.stringify(payload)).toString("base64url");
}

async function statusOf(dashboard: Dashboard, { method, path }: ApiRoute, token: string | undefined): Promise<number> {
  const address = path.replaceAll(/\{(\w+)\}/g, (_whole, name: string) => named[name] ?? "x");
  const body = method === "GET" || method === "HEAD" || method === "DELETE" ? undefined : {};
  const response = await asked(dashboard, token, method, address, body);
  await response.body?.cancel();
  return response.status;
}

function said({ method, path }: ApiRoute, who: string): string {
  return `${method} ${path} by ${who}`;
}
