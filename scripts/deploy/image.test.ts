import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";
import { text } from "node:stream/consumers";
import { expect, onTestFinished, test } from "vitest";
import { wrongSettings } from "./known-settings.ts";
import { buildKustomization, containersOf } from "./kustomization.ts";
import { clone, readText, readYaml } from "./yaml-file.ts";

const dockerfile = readText("Dockerfile");
const runPart = path.join(clone, "deploy/docker/run-part.sh");
const healthCheck = path.join(clone, "deploy/docker/health-check.mjs");

test("the image has the Node of package.json, its settings are known, and it is not root's", () => {
  const { dependencies, version } = JSON.parse(readText("package.json"));
  expect(dockerfile).toContain(`ARG NODE_VERSION=${dependencies.node}\n`);
  const environment = [...dockerfile.matchAll(/^(?:ENV| {4}) ?(\w+)=(\S+)/gm)].map(([, name, value]) => [name, value]);
  expect(environment.length).toBeGreaterThan(5);
  expect(wrongSettings(Object.fromEntries(environment))).toEqual([]);
  expect(dockerfile).toMatch(/\nUSER 1000:1000\n/);
  // One image, by one name, of one version.
  const { services } = readYaml("docker-compose.yml")[0] as { services: Record<string, { image: string }> };
  expect(services["worker"]?.image).toBe(`baton:${version}`);
  for (const { image } of buildKustomization("deploy/k8s/base").flatMap(containersOf))
    expect(image).toBe(`baton:${version}`);
});

test("what the Dockerfile and its scripts name is there", () => {
  const named = [...dockerfile.matchAll(/(?:^|[\s"])(?:\/app\/)?((?:deploy|apps)\/[\w./-]+)/gm)].map(
    ([, file]) => file,
  );
  expect(named.length).toBeGreaterThan(4);
  for (const file of named.filter((name) => !name?.includes(".next")))
    expect(existsSync(path.join(clone, file ?? "")), file).toBe(true);
});

test("what the image leaves out is nothing that a part needs", () => {
  const gone = [...readText("deploy/docker/leave-out.sh").matchAll(/(apps|packages)\/(\w+)/g)].map(
    ([, , name]) => name,
  );
  expect(gone.length).toBeGreaterThan(3);
  const seen = new Set<string>();
  const visit = (folder: string) => {
    const { name, dependencies = {} } = JSON.parse(readText(`${folder}/package.json`));
    if (seen.has(name)) return;
    seen.add(name);
    for (const needed of Object.keys(dependencies))
      if (needed.startsWith("@baton/")) visit(`packages/${needed.slice("@baton/".length)}`);
  };
  for (const folder of ["cli", "dashboard", "processor", "publisher"]) visit(`apps/${folder}`);
  expect(gone.filter((name) => seen.has(`@baton/${name}`))).toEqual([]);
});

test("what the pages' build has taken in is imported by nothing that runs beside it", () => {
  const bundled = /for bundled in (.+); do/.exec(readText("deploy/docker/leave-out.sh"))?.[1]?.split(" ") ?? [];
  const { dependencies } = JSON.parse(readText("apps/dashboard/package.json"));
  expect(bundled.length).toBeGreaterThan(5);
  expect(bundled.filter((name) => !(name in dependencies))).toEqual([]);
  const imported = new Set<string>();
  const seen = new Set<string>();
  const follow = (file: string) => {
    if (seen.has(file)) return;
    seen.add(file);
    for (const [, , name = ""] of readText(file).matchAll(/(from|import\() ?"([^"]+)"/g))
      if (name.startsWith(".")) follow(path.join(path.dirname(file), name));
      else imported.add(name);
  };
  follow("apps/dashboard/src/main.ts");
  expect(seen.size).toBeGreaterThan(50);
  expect(bundled.filter((name) => imported.has(name))).toEqual([]);
});

test("the container's first argument is the part, and the rest are its own", async () => {
  const unknown = await run("sh", [runPart, "nobody"]);
  expect(unknown).toMatchObject({ code: 2, err: expect.stringContaining('(got "nobody")') });
  const known = await run("sh", [runPart, "baton", "--help"]);
  expect(known).toMatchObject({ code: 0, out: expect.stringContaining("verify") });
});

test("a container is healthy while its worker or dashboard says so", async () => {
  let status = 200;
  const server = createServer((request, response) => {
    const reason = request.url === "/readyz" ? "storage is away" : "";
    response.writeHead(status).end(reason);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  const ask = (...args: string[]) => run(process.execPath, [healthCheck, ...args], { METRICS_PORT: String(port) });
  expect(await ask()).toMatchObject({ code: 0 });
  status = 503;
  expect(await ask("/readyz")).toMatchObject({ code: 1, err: "/readyz: storage is away\n" });
  server.closeAllConnections();
  server.close();
  await once(server, "close");
  expect(await ask()).toMatchObject({ code: 1, err: expect.stringContaining("/healthz: ") });
});

async function run(command: string, args: string[], env: Record<string, string> = {}) {
  const child = spawn(command, args, { env: { PATH: process.env["PATH"], ...env }, stdio: ["ignore", "pipe", "pipe"] });
  const [out, err, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, "exit")]);
  return { code, out, err };
}
