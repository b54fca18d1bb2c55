import { mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Login, LoginFile, RestClient } from "@baton/client/rest";
import { setup, Terminal } from "@baton/testing";
import { expect, onTestFinished, test } from "vitest";
import { accountOf, keyOf, startWithAccounts } from "../../dashboard/test/accounts.ts";
import { closedPort } from "../../dashboard/test/closed-port.ts";
import { startDashboard } from "../../dashboard/test/dashboard.ts";
import { baton, batonMain, batonWith } from "./baton-process.ts";

const password = "olaf has a password";

test("whoever logs in on the terminal shows nothing of the password, and programs ask as them until they log out", async () => {
  const { url, env, file } = await withAccount();
  const terminal = new Terminal(process.execPath, [batonMain, "login", "--url", url], {
    columns: 100,
    rows: 30,
    env: { PATH: process.env["PATH"] ?? "", BATON_ENV_FILE: "none.env", ...env },
  });
  onTestFinished(() => terminal.signal("SIGKILL"));
  await terminal.shows("Name");
  terminal.press("Olaf\r");
  await terminal.shows("Password");
  terminal.press(`${password}\r`);
  await terminal.shows(`Logged in at ${url} as olaf.`);
  expect(await terminal.exited).toBe(0);
  expect(terminal.raw).not.toMatch(/password|has|▪|•|\*/);

  expect((await stat(file)).mode & 0o777).toBe(0o600);
  expect(await readFile(file, "utf8")).not.toContain(password);
  expect((await baton(env, "whoami")).out).toBe(`olaf at ${url}; may read, submit, operate\n`);

  const kept = await new LoginFile(file).login();
  expect(await baton(env, "logout")).toMatchObject({ code: 0, out: `Logged out at ${url}.\n` });
  expect(await readdir(join(file, ".."))).toEqual([]);
  const client = new RestClient({ url, credentials: { apiKey: kept?.tokens.accessToken ?? "" } });
  await expect(client.whoAmI()).rejects.toMatchObject({ status: 401 });
  expect(await baton(env, "whoami")).toMatchObject({
    code: 2,
    err: expect.stringContaining("Nobody is logged in here"),
  });
  expect((await baton(env, "logout")).out).toBe("Nobody is logged in.\n");
});

test("programs that find at once that the access token is over renew it once, and the session lives", async () => {
  const { url, env, file } = await withAccount();
  const flags = ["login", "--url", url, "--name", "olaf", "--password-stdin"];
  expect((await batonWith(`${password}\n`, env, ...flags)).code).toBe(0);
  const login = JSON.parse(await readFile(file, "utf8")) as Login;
  await writeFile(file, JSON.stringify({ ...login, tokens: { ...login.tokens, accessToken: "a.b.c" } }));

  const runs = await Promise.all(Array.from({ length: 4 }, () => baton(env, "whoami", "--json")));
  expect(runs.map(({ code, err }) => [code, err])).toEqual(runs.map(() => [0, ""]));
  const renewed = JSON.parse(await readFile(file, "utf8")) as Login;
  expect(renewed.tokens.refreshToken).not.toBe(login.tokens.refreshToken);
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  expect(await readdir(join(file, ".."))).toEqual(["login.json"]);
  expect((await baton(env, "whoami")).code).toBe(0);
});

test("what keeps somebody out is told, with what to do", async () => {
  const { system, dashboard, admin, url, env } = await withAccount();
  const flags = ["login", "--url", url, "--name", "olaf", "--password-stdin"];
  const wrong = await batonWith("wrong", env, ...flags);
  expect(wrong).toMatchObject({ code: 1, err: expect.stringContaining("wrong-credentials") });
  expect(await baton(env, "login", "--url", url)).toMatchObject({ code: 2, err: expect.stringContaining("--name") });
  expect(await baton(env, "login", "--url", "localhost")).toMatchObject({
    code: 2,
    err: expect.stringContaining("--url: expected the address of a dashboard"),
  });
  const nowhere = `http://127.0.0.1:${await closedPort()}`;
  const away = await batonWith(password, env, "login", "--url", nowhere, "--name", "olaf", "--password-stdin");
  expect(away).toMatchObject({ code: 3, err: expect.stringContaining(`${nowhere} cannot be reached (ECONNREFUSED)`) });

  const { apiKey } = await keyOf(dashboard, admin, ["read"], { name: "reports" });
  const asKey = await baton({ ...env, BATON_URL: url, BATON_API_KEY: apiKey }, "whoami");
  expect(asKey.out).toBe(`key:reports at ${url}; may read\n`);
  const stranger = await baton(env, "whoami", "--url", url);
  expect(stranger).toMatchObject({ code: 1, err: expect.stringContaining(`npm run baton -- login --url ${url}`) });
  const revoked = await baton(env, "whoami", "--url", url, "--api-key", "baton_x");
  expect(revoked).toMatchObject({ code: 1, err: expect.stringContaining("does not take this API key") });

  const open = await startDashboard(system, {}, "open");
  expect((await baton(env, "whoami", "--url", open.url)).out).toContain("local at ");
  const none = await batonWith(password, env, "login", "--url", open.url, "--name", "olaf", "--password-stdin");
  expect(none).toMatchObject({ code: 1, err: expect.stringContaining("AUTH_MODE is none") });
});

/** A dashboard with the account of olaf, an operator, and a folder for what programs keep of a login. */
async function withAccount() {
  const system = await setup();
  const { dashboard, admin } = await startWithAccounts(system);
  await accountOf(dashboard, admin, "olaf", "operator");
  const folder = await mkdtemp(join(tmpdir(), "baton-test-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  const env = { XDG_CONFIG_HOME: folder };
  return { system, dashboard, admin, url: dashboard.url, env, file: join(folder, "baton", "login.json") };
}
