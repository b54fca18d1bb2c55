import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { LoginFile, logIn } from "@baton/client/rest";
import { SwallowingProxy, setup, type TestSystem } from "@baton/testing";
import { expect, onTestFinished, test } from "vitest";
import { accountOf, asked, keyOf, startWithAccounts } from "../../dashboard/test/accounts.ts";
import { closedPort } from "../../dashboard/test/closed-port.ts";
import { publisher } from "./publisher-process.ts";
import { PublisherTerminal } from "./publisher-terminal.ts";

const job = ["--type", "demo", "--payload", '{"steps":1,"stepMs":1}'];

test("the console submits by REST as its API key, and shows what becomes of its jobs", async () => {
  const { system, dashboard, admin, env } = await withAccounts();
  const { apiKey, keyId } = await keyOf(dashboard, admin, ["read", "submit"], { name: "console" });
  const proxy = new SwallowingProxy(dashboard.url);
  onTestFinished(() => proxy.stop());
  const url = (await proxy.start()).replace(/\/$/, "");
  const terminal = new PublisherTerminal({ ...env, BATON_API_KEY: apiKey }, ["--url", url]);
  await terminal.shows(`no processor is running  ${url}`);
  terminal.press("f");
  await terminal.shows(/Submitted .*accepted; no processor is running/);
  await system.startWorker("worker-1");
  await terminal.shows("1 processor");
  await terminal.shows(/Running .*Processing step 2\/5 - File processing/);
  await terminal.shows(/DeadLettered .*Processing error: step 3\/5/);
  const [found] = await system.reader.newestJobs(1);
  expect(found?.submittedBy).toBe("key:console");

  terminal.forget();
  proxy.passAnswers();
  await terminal.shows(`${url} is not reachable`);
  await terminal.shows(`1 processor  ${url}`);
  terminal.press("n");
  await terminal.shows("Type");
  await terminal.shows("data-processing");
  terminal.press("\u001b");
  await terminal.shows("1 job: 1 DeadLettered");

  await asked(dashboard, admin.accessToken, "DELETE", `/api/auth/keys/${keyId}`);
  await terminal.shows(`${url} does not take this API key`, 60_000);
  terminal.press("f");
  await terminal.shows(/Refused .*does not take this API key/);
  terminal.press("q");
  expect(await terminal.exited).toBe(0);
});

test("one command submits by REST as the account that has logged in, and follows the job to its end", async () => {
  const { system, dashboard, admin, env } = await withAccounts();
  await system.startWorker("worker-1");
  await accountOf(dashboard, admin, "olaf", "operator");
  const tokens = await logIn(dashboard.url, "olaf", "olaf has a password");
  await LoginFile.of(env).keep({ url: dashboard.url, name: "olaf", tokens: { ...tokens, accessToken: "a.b.c" } });

  const run = await publisher({ ...env, BATON_URL: dashboard.url }, [...job, "--wait", "--timeout", "60"]);
  expect({ exitCode: run.exitCode, errors: run.errors }).toEqual({ exitCode: 0, errors: "" });
  expect(run.lines.join("\n")).toContain("Completed: Job finished successfully");
  expect((await system.reader.newestJobs(1))[0]?.submittedBy).toBe("olaf");

  // Where no broker is set, the login says where.
  const keyed = [...job, "--idempotency-key", "night-1", "--json"];
  const first = JSON.parse((await publisher(env, keyed)).lines[0] ?? "");
  expect(first).toMatchObject({ outcome: "accepted" });
  expect(JSON.parse((await publisher(env, keyed)).lines[0] ?? "")).toEqual({ ...first, outcome: "duplicate" });
  const lines = Array.from({ length: 3 }, (_, at) => JSON.stringify({ type: "demo", name: `Job ${at}` })).join("\n");
  const many = await publisher(env, ["--from-file", "-"], lines);
  expect(many.lines.map((line) => line.split(" ")[1])).toEqual(["accepted", "accepted", "accepted"]);
});

test("who is refused, and what cannot be reached, is told before anything is sent", async () => {
  const { dashboard, admin, env } = await withAccounts();
  const { url } = dashboard;
  const { apiKey: readOnly } = await keyOf(dashboard, admin, ["read"], { name: "reports" });
  const { apiKey: submitOnly } = await keyOf(dashboard, admin, ["submit"], { name: "gate" });
  const at = (...flags: string[]) => publisher(env, [...job, "--url", url, ...flags]);

  expect(await at()).toMatchObject({ exitCode: 2, errors: expect.stringContaining("baton -- login --url") });
  expect(await at("--api-key", "baton_x")).toMatchObject({
    exitCode: 2,
    errors: `${url} does not take this API key: it is wrong, revoked or out of date\n`,
  });
  expect(await at("--api-key", readOnly)).toMatchObject({
    exitCode: 2,
    errors: `${url}: key:reports may not submit jobs there.\n`,
  });
  expect(await at("--api-key", submitOnly)).toMatchObject({ exitCode: 0, errors: "" });
  expect(await at("--api-key", submitOnly, "--wait")).toMatchObject({
    exitCode: 2,
    errors: expect.stringContaining("--wait"),
  });
  const nowhere = `http://127.0.0.1:${await closedPort()}`;
  const away = await publisher(env, [...job, "--url", nowhere]);
  expect(away).toMatchObject({ exitCode: 3, lines: [], errors: `${nowhere} cannot be reached (ECONNREFUSED)\n` });
  const bare = await publisher(env, [...job, "--api-key", "baton_x"]);
  expect(bare).toMatchObject({ exitCode: 2, errors: "--api-key: expected together with --url\n" });

  const terminal = new PublisherTerminal(env, ["--url", url, "--api-key", "baton_x"]);
  await terminal.shows("does not take this API key");
  expect(await terminal.exited).toBe(2);
});

/** A dashboard with accounts, and an environment in which no broker is set and nobody is logged in. */
async function withAccounts(): Promise<
  { system: TestSystem; env: Record<string, string> } & Awaited<ReturnType<typeof startWithAccounts>>
> {
  const system = await setup();
  const folder = await mkdtemp(join(tmpdir(), "baton-test-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  const env = {
    AMQP_URL: "",
    AZURE_STORAGE_CONNECTION_STRING: "",
    BATON_ENV_FILE: "none.env",
    XDG_CONFIG_HOME: folder,
  };
  return { system, env, ...(await startWithAccounts(system)) };
}
