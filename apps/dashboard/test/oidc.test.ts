import { callerViewSchema } from "@baton/contracts";
import { eventually, setup } from "@baton/testing";
import { expect, onTestFinished, test } from "vitest";
import { asked, authSecret, startWithAccounts } from "./accounts.ts";
import { closedPort } from "./closed-port.ts";
import { expectProblem, startDashboard } from "./dashboard.ts";
import { OpenIdProvider, Visitor } from "./openid-provider.ts";

const clientSecret = "the client's secret";

test("whom the provider knows logs in there, and has an account with the role that it gives", async () => {
  const { provider, dashboard, logIn } = await withProvider();
  provider.knows({ sub: "1", preferred_username: "Ann", groups: ["oncall"] });
  const ann = await logIn("1", "/jobs?status=Completed");
  expect(ann.came).toBe(`${dashboard.url}/jobs?status=Completed`);
  const me = async (visitor: Visitor) =>
    callerViewSchema.parse(await (await visitor.fetch(`${dashboard.url}/api/auth/me`)).json());
  expect(await me(ann.visitor)).toMatchObject({
    name: "ann",
    kind: "account",
    permissions: ["read", "submit", "operate"],
  });
  const submitted = await ann.visitor.fetch(`${dashboard.url}/api/jobs`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ type: "probe" }),
  });
  expect(submitted.status).toBe(202);

  // What it says next time holds from then on, whatever she is called by then.
  provider.knows({ sub: "1", preferred_username: "anna", groups: ["staff"] });
  const again = await logIn("1");
  await eventually("the new role", async () => (await me(again.visitor)).permissions.length === 1);
  expect(await me(again.visitor)).toMatchObject({ name: "ann" });
  const sessions = await again.visitor.fetch(`${dashboard.url}/api/auth/sessions`);
  expect(((await sessions.json()) as { sessions: object[] }).sessions).toHaveLength(2);
});

test("two people of one name are two accounts, and nobody gets one of which only the name is theirs", async () => {
  const { provider, dashboard, logIn } = await withProvider({ OIDC_ADMINS: "root" });
  provider.knows({ sub: "root", preferred_username: "admin", groups: ["staff"] });
  provider.knows({ sub: "2", preferred_username: "admin", groups: ["staff"] });
  const [root, other] = [await logIn("root"), await logIn("2")];
  const me = async ({ visitor }: { visitor: Visitor }) =>
    callerViewSchema.parse(await (await visitor.fetch(`${dashboard.url}/api/auth/me`)).json());
  expect(await me(root)).toMatchObject({ name: "admin", permissions: expect.arrayContaining(["administer"]) });
  expect(await me(other)).toMatchObject({ name: "admin-2", permissions: ["read"] });

  const change = (body: object) =>
    root.visitor.fetch(`${dashboard.url}/api/auth/accounts/admin-2`, {
      method: "PATCH",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    });
  expect((await change({ disabled: true })).status).toBe(200);
  expect((await logIn("2")).came).toBe(`${dashboard.url}/login?problem=account-disabled`);
  provider.knows({ sub: "3", preferred_username: "ben", groups: ["sales"] });
  expect((await logIn("3")).came).toBe(`${dashboard.url}/login?problem=oidc-no-role`);
});

test("a log-in ends in the browser that began it, once, and leads nowhere else", async () => {
  const { provider, dashboard, begin, logIn } = await withProvider();
  provider.knows({ sub: "1", preferred_username: "ann", groups: ["staff"] });
  const visitor = new Visitor();
  const back = await visitor.logIn(begin("/"), "1", `${dashboard.url}/api/auth/oidc/callback`);
  const end = async (who: Visitor, address: string) => (await who.fetch(address)).headers.get("location");
  expect(await end(new Visitor(), back)).toBe("/login?problem=oidc-over");
  const forged = new URL(back);
  forged.searchParams.set("state", "another");
  expect(await end(visitor, forged.href)).toBe("/login?problem=oidc-refused");
  expect(await end(visitor, back)).toBe("/");
  expect(await end(visitor, back)).toBe("/login?problem=oidc-over");
  // The code itself is good once, too: with the cookie of its flow, which somebody has kept.
  const kept = new Visitor();
  const second = await kept.logIn(begin("/"), "1", `${dashboard.url}/api/auth/oidc/callback`);
  // And the provider takes back what it gave for a code that comes again.
  const twice = await Promise.all([end(kept, second), end(kept, second)]);
  expect(twice).toContain("/login?problem=oidc-refused");
  for (const elsewhere of ["https://elsewhere.example/", "//elsewhere.example/", "/\\elsewhere.example"])
    expect((await logIn("1", elsewhere)).came).toMatch(new RegExp(`^${dashboard.url}/`));
});

test("while the provider is away nobody can log in, sessions go on, and it comes back by itself", async () => {
  const { provider, redirectUri, dashboard, begin, logIn } = await withProvider();
  provider.knows({ sub: "1", groups: ["staff"] });
  const { visitor } = await logIn("1");
  await provider.stop();
  const fresh = await startDashboard(dashboard.system, dashboard.env, "fresh");
  const refused = await new Visitor().fetch(`${fresh.url}/api/auth/oidc/login`);
  expect(refused.headers.get("location")).toBe("/login?problem=oidc-unavailable");
  expect(await (await fetch(`${fresh.url}/login?problem=oidc-unavailable`)).text()).toContain("cannot be reached");
  expect((await visitor.fetch(`${dashboard.url}/api/jobs`)).status).toBe(200);
  await provider.start(redirectUri);
  await eventually("the way to the provider", async () => {
    const led = await new Visitor().fetch(`${fresh.url}/api/auth/oidc/login`);
    return led.headers.get("location")?.startsWith(provider.issuer);
  });
  expect((await new Visitor().fetch(begin("/"))).headers.get("location")).toContain(provider.issuer);
});

test("where a provider says who somebody is there are no passwords, and settings that miss something are told", async () => {
  const { dashboard } = await withProvider();
  const post = (path: string, body: object) =>
    dashboard.fetch(path, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    });
  await expectProblem(await post("/api/auth/login", { name: "admin", password: "x" }), 404, "no-passwords");
  await expectProblem(
    await post("/api/auth/register", { name: "ann", password: "a long password" }),
    404,
    "no-passwords",
  );
  const page = await (await dashboard.fetch("/login")).text();
  expect(page).toContain("Log in with");
  expect(page).not.toContain("Password");

  // Nor do sessions go on that were begun with one.
  const { dashboard: before, admin } = await startWithAccounts(dashboard.system, {}, "before");
  expect((await asked(before, admin.accessToken, "GET", "/api/jobs")).status).toBe(200);
  expect((await asked(dashboard, admin.accessToken, "GET", "/api/jobs")).status).toBe(401);

  const settings = { OIDC_ISSUER: "http://provider.example", OIDC_ROLE_CLAIM: "groups" };
  const wrong = dashboard.system.app("wrong", "apps/dashboard/src/main.ts", {
    AUTH_MODE: "oidc",
    PORT: "0",
    ...settings,
  });
  await eventually("it to end", () => wrong.exitCode !== null);
  for (const told of ["OIDC_ISSUER: expected https", "OIDC_CLIENT_ID", "PUBLIC_URL", "OIDC_ROLE_CLAIM and OIDC_ROLES"])
    expect(wrong.log).toContain(told);
});

/** A dashboard of which the provider says who somebody is. */
async function withProvider(more: Record<string, string> = {}) {
  const system = await setup();
  const provider = new OpenIdProvider();
  onTestFinished(() => provider.stop());
  const port = await closedPort();
  const url = `http://127.0.0.1:${port}`;
  const redirectUri = `${url}/api/auth/oidc/callback`;
  await provider.start(redirectUri);
  const env = {
    AUTH_MODE: "oidc",
    AUTH_SECRET: authSecret,
    OIDC_ISSUER: provider.issuer,
    OIDC_CLIENT_ID: "baton",
    OIDC_CLIENT_SECRET: clientSecret,
    OIDC_ROLE_CLAIM: "groups",
    OIDC_ROLES: "viewer=staff, operator=oncall",
    PUBLIC_URL: url,
    ...more,
  };
  const dashboard = await (await startDashboard(system, { ...env, PORT: String(port) })).connected();
  const begin = (from: string) => `${dashboard.url}/api/auth/oidc/login?from=${encodeURIComponent(from)}`;
  const logIn = async (sub: string, from = "/") => {
    const visitor = new Visitor();
    const back = await visitor.logIn(begin(from), sub, redirectUri);
    const ended = await visitor.fetch(back);
    return { visitor, came: new URL(ended.headers.get("location") ?? "", dashboard.url).href };
  };
  return { provider, redirectUri, dashboard: Object.assign(dashboard, { system, env }), begin, logIn };
}
