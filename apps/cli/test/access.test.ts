import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { accountListSchema, madeApiKeySchema } from "@baton/contracts";
import { setup } from "@baton/testing";
import { expect, onTestFinished, test } from "vitest";
import { adminPassword, startWithAccounts } from "../../dashboard/test/accounts.ts";
import { baton, batonWith } from "./baton-process.ts";

test("an admin makes and changes accounts and API keys; whoever is none is refused", async () => {
  const system = await setup();
  const { dashboard } = await startWithAccounts(system);
  const folder = await mkdtemp(join(tmpdir(), "baton-test-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  const env = { XDG_CONFIG_HOME: folder };
  const login = ["login", "--url", dashboard.url, "--password-stdin", "--name"];
  expect((await batonWith(adminPassword, env, ...login, "admin")).code).toBe(0);

  const added = await batonWith("a password of vera's\n", env, "users", "add", "vera", "--password-stdin");
  expect(added).toMatchObject({ code: 0, out: "vera is made: viewer.\n" });
  expect((await baton(env, "users", "role", "vera", "operator")).out).toMatch(/^vera +operator +default +active/);
  const invited = JSON.parse((await baton(env, "users", "invite", "--role", "operator", "--json")).out);
  expect(invited).toMatchObject({ invite: expect.any(String), expiresAt: expect.any(String) });
  const { accounts } = accountListSchema.parse(JSON.parse((await baton(env, "users", "list", "--json")).out));
  expect(accounts.map(({ name }) => name).toSorted()).toEqual(["admin", "vera"]);
  expect(await baton(env, "users", "disable", "admin")).toMatchObject({
    code: 1,
    err: expect.stringContaining("last-admin"),
  });

  const made = await baton(env, "keys", "create", "ci", "--scope", "read", "submit", "--json");
  const key = madeApiKeySchema.parse(JSON.parse(made.out));
  const asKey = { BATON_URL: dashboard.url, BATON_API_KEY: key.apiKey };
  expect((await baton(asKey, "whoami")).out).toContain("key:ci");
  expect(await baton(asKey, "keys", "list")).toMatchObject({ code: 1, err: expect.stringContaining("forbidden") });
  expect((await baton(env, "keys", "revoke", key.keyId)).out).toBe(`${key.keyId} is revoked.\n`);
  expect((await baton(env, "keys", "list")).out).toMatch(/ci +read,submit +default +revoked/);

  expect((await baton(env, "users", "disable", "vera")).out).toContain("disabled");
  expect(await batonWith("a password of vera's", env, ...login, "vera")).toMatchObject({ code: 1 });
});
