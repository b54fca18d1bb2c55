import { spawn } from "node:child_process";
import { generateKeyPairSync } from "node:crypto";
import { once } from "node:events";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { apiRoutes } from "@baton/contracts";
import { cloneFolder } from "@baton/runtime";
import { eventually, setup, type TestSystem } from "@baton/testing";
import { expect, test } from "vitest";
import { accountOf, asked, keyOf, tokensOf } from "./accounts.ts";
import { closedPort } from "./closed-port.ts";
import { type Dashboard, startDashboard } from "./dashboard.ts";

/** Of no meaning anywhere else: where one is found, a secret has got out. */
const canary = (of: string) => `canary0${of}0f3a91c7e55d2b84`;
const secrets = {
  amqp: canary("amqp"),
  smtp: canary("smtp"),
  authSecret: canary("authsecret"),
  adminPassword: canary("adminpassword"),
  wrongPassword: canary("wrongpassword"),
  traces: canary("traces"),
  storageKey: Buffer.from(canary("storagekey")).toString("base64"),
  signingKey: generateKeyPairSync("ed25519").privateKey.export({ format: "pem", type: "pkcs8" }).toString(),
};
const settings = {
  AUTH_MODE: "password",
  AUTH_SECRET: secrets.authSecret,
  AUTH_ADMIN_PASSWORD: secrets.adminPassword,
  AUDIT_SIGNING_KEY: secrets.signingKey,
  SMTP_URL: `smtp://mail:${secrets.smtp}@127.0.0.1:1`,
  OTEL_EXPORTER_OTLP_HEADERS: `authorization=${secrets.traces}`,
  LOG_LEVEL: "trace",
};

test("no secret is in a log, an answer or a page while all goes well, nor when it is refused", async () => {
  const system = await setup();
  const worker = await system.startWorker("worker-1", settings);
  const dashboard = await (await startDashboard(system, settings)).connected();
  const found = new Findings(system, Object.values(secrets));
  const admin = await tokensOf(dashboard, "admin", secrets.adminPassword);
  const viewer = await accountOf(dashboard, admin, "vera", "viewer");
  const key = await keyOf(dashboard, admin, ["read", "submit", "operate"]);
  const tokens = [admin, viewer].flatMap(({ accessToken, refreshToken }) => [accessToken, refreshToken]);
  found.addSecrets([...tokens, key.apiKey]);
  found.addSecrets(["vera has a password", storageKeyOf(system.env["AZURE_STORAGE_CONNECTION_STRING"] ?? "")]);

  const submitted = await asked(dashboard, key.apiKey, "POST", "/api/jobs", { type: "email", payload: mail });
  const { jobId } = (await submitted.json()) as { jobId: string };
  await system.until("to fail", jobId, ({ events }) => events.some(({ status }) => status === "Failed"));
  await lookEverywhere(dashboard, jobId, [admin.accessToken, viewer.accessToken, key.apiKey], found);
  await tryWrongly(dashboard, admin.refreshToken, found);

  worker.signal("SIGKILL");
  await system.startWorker("worker-2", settings);
  found.expectNone();
});

test("no secret is told when broker or storage are away or refuse it", async () => {
  const system = await setup();
  const port = await closedPort();
  const found = new Findings(system, Object.values(secrets));
  const { host } = new URL(system.env["AMQP_URL"] ?? "");
  const storage = system.env["AZURE_STORAGE_CONNECTION_STRING"] ?? "";
  const wrongKey = storage.replace(storageKeyOf(storage), secrets.storageKey);
  const away = `DefaultEndpointsProtocol=http;AccountName=devstoreaccount1;AccountKey=${secrets.storageKey};BlobEndpoint=http://127.0.0.1:${port}/a;TableEndpoint=http://127.0.0.1:${port}/a`;
  const outages: Record<string, string>[] = [
    { AMQP_URL: `amqp://baton:${secrets.amqp}@127.0.0.1:${port}` },
    { AMQP_URL: `amqp://baton:${secrets.amqp}@${host}` },
    { AZURE_STORAGE_CONNECTION_STRING: away },
    { AZURE_STORAGE_CONNECTION_STRING: wrongKey },
  ];
  for (const [at, outage] of outages.entries()) {
    const env = { ...settings, ...outage };
    const dashboard = await startDashboard(system, env, `dashboard-${at}`);
    const worker = system.app(`worker-${at}`, "apps/processor/src/main.ts", { WORKER_ID: `w-${at}`, ...env });
    const publishes = outputOf("publisher", { ...system.env, ...env });
    // Its health does not tell strangers why.
    await eventually("the dashboard to have tried", () =>
      /Broker not reachable yet|Storage does not answer/.test(dashboard.app.log),
    );
    found.add("/api/health", await (await dashboard.fetch("/api/health")).text());
    const token = await tokensOf(dashboard, "admin", secrets.adminPassword).catch(() => undefined);
    if (token) await lookEverywhere(dashboard, "x", [token.accessToken], found);
    await eventually("the worker to have tried", () => worker.log.length > 0);
    found.add("the publisher", await publishes);
    await worker.stopNow();
    await dashboard.app.stopNow();
  }
  found.expectNone();
});

test("a wrong setting is named, and not repeated", async () => {
  const system = await setup();
  const wrong: [setting: Record<string, string>, scripts: readonly Script[]][] = [
    [{ AUTH_SECRET: canary("authsecret").slice(0, 31) }, ["dashboard"]],
    [{ AUTH_ADMIN_PASSWORD: "canary0" }, ["dashboard"]],
    [{ AMQP_URL: `http://baton:${secrets.amqp}@localhost` }, ["dashboard", "processor", "publisher"]],
    [{ SMTP_URL: `ftp://mail:${secrets.smtp}@127.0.0.1` }, ["processor"]],
  ];
  for (const [setting, scripts] of wrong)
    for (const script of scripts) {
      const output = await outputOf(script, { ...system.env, ...settings, PORT: "0", ...setting });
      expect(output).toContain(`${Object.keys(setting)[0]}: expected`);
      expect(output).not.toContain("canary0");
    }
});

const mail = { to: "ada@example.org", subject: "Night", text: "It is done." };

const scripts = {
  dashboard: ["apps/dashboard/src/main.ts"],
  processor: ["apps/processor/src/main.ts"],
  publisher: ["apps/publisher/src/main.ts", "--type", "probe"],
} as const;
type Script = keyof typeof scripts;

/** All that is told anywhere, and the secrets that must not be in it. */
class Findings {
  readonly #system: TestSystem;
  readonly #secrets: string[];
  readonly #told: { where: string; text: string }[] = [];

  constructor(system: TestSystem, secrets: string[]) {
    this.#system = system;
    this.#secrets = secrets.flatMap(searched);
  }

  addSecrets(secrets: string[]): void {
    this.#secrets.push(...secrets.flatMap(searched));
  }

  add(where: string, text: string): void {
    this.#told.push({ where, text });
  }

  expectNone(): void {
    const { folder } = this.#system;
    const logs = readdirSync(folder).filter((name) => name.endsWith(".log"));
    expect(logs.length).toBeGreaterThan(1);
    for (const log of logs) this.add(log, readFileSync(path.join(folder, log), "utf8"));
    const found = this.#told.flatMap(({ where, text }) =>
      this.#secrets.filter((secret) => text.includes(secret)).map((secret) => `${where}: ${around(text, secret)}`),
    );
    expect(found).toEqual([]);
  }
}

/** Also as an address or JSON would have it; of a text of several lines each line that is a secret of its own. */
function searched(secret: string): string[] {
  const lines = secret.split("\n").filter((line) => line.length > 0 && !line.startsWith("---"));
  return lines.flatMap((line) => [...new Set([line, encodeURIComponent(line)])]);
}

function around(text: string, secret: string): string {
  const at = text.indexOf(secret);
  return text.slice(Math.max(0, at - 80), at + secret.length);
}

/** Every answer to every question, and every page. */
async function lookEverywhere(dashboard: Dashboard, jobId: string, tokens: string[], found: Findings): Promise<void> {
  const questions = apiRoutes.filter(({ method, path }) => method === "GET" && path !== "/api/events");
  const pages = ["/", "/jobs", `/jobs/${jobId}`, "/health", "/users", "/account", "/workers", "/audit", "/login"];
  const addresses = [...questions.map(({ path }) => path.replace("{jobId}", jobId)), ...pages];
  for (const token of [undefined, ...tokens])
    for (const address of addresses) {
      const response = await asked(dashboard, token, "GET", address);
      found.add(address, JSON.stringify([...response.headers]) + (await response.text()));
    }
}

/** What is refused must not be repeated. */
async function tryWrongly(dashboard: Dashboard, refreshToken: string, found: Findings): Promise<void> {
  const password = secrets.wrongPassword;
  const tries: [path: string, body: unknown][] = [
    ["/api/auth/login", { name: "admin", password }],
    ["/api/auth/login", { name: password.repeat(20), password }],
    ["/api/auth/register", { name: "eve", password, invite: password }],
    ["/api/auth/refresh", { refreshToken: `${refreshToken}x` }],
    ["/api/auth/password", { current: password, next: "x" }],
  ];
  for (const [path, body] of tries) {
    const response = await asked(dashboard, undefined, "POST", path, body);
    expect(response.status, path).toBeGreaterThanOrEqual(400);
    found.add(path, await response.text());
  }
  for (const token of [password, `baton_0000_${password}`]) {
    const response = await asked(dashboard, token, "GET", "/api/auth/me");
    found.add("/api/auth/me", await response.text());
  }
}

function storageKeyOf(connectionString: string): string {
  return /AccountKey=([^;]+)/.exec(connectionString)?.[1] ?? "";
}

/** What a process says until it ends by itself. */
async function outputOf(name: Script, env: Record<string, string>): Promise<string> {
  const [script, ...args] = scripts[name];
  const child = spawn(process.execPath, [path.join(cloneFolder, script), ...args], {
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr])
    stream.on("data", (chunk) => {
      output += chunk;
    });
  await once(child, "close");
  return output;
}
