import { existsSync } from "node:fs";
import path from "node:path";
import { settings } from "@baton/runtime";
import { DCLinter } from "dclint";
import { expect, test } from "vitest";
import { wrongSettings } from "./known-settings.ts";
import { clone, readText, readYaml } from "./yaml-file.ts";

const files = ["docker-compose.yml", "docker-compose.services.yml"];

type ComposeService = {
  image: string;
  build?: string;
  command?: string | string[];
  entrypoint?: string[];
  environment?: Record<string, string>;
  volumes?: string[];
  ports?: string[];
  depends_on?: string[] | Record<string, unknown>;
  read_only?: boolean;
  cap_drop?: string[];
  stop_grace_period?: string;
  deploy?: { replicas: number };
};
/** Its types are lost on the way. */
type Finding = { rule: string; message: string; line: number };
type ComposeFile = { include?: string[]; services: Record<string, ComposeService>; volumes: Record<string, null> };

const [whole, backing] = files.map((file) => readYaml(file)[0]) as [ComposeFile, ComposeFile];
const services = { ...backing.services, ...whole.services };
const ours = Object.entries(services).filter(([, { build }]) => build !== undefined);

test.each(files)("%s is as the Compose specification has it, and opens no port to others", (file) => {
  // Orders of names are a matter of taste; an image that is built here has a name, too.
  const off = [
    "no-build-and-image",
    "require-project-name-field",
    "require-quotes-in-ports",
    "service-keys-order",
    "top-level-properties-order",
  ];
  const rules = Object.fromEntries(off.map((rule) => [rule, 0 as const]));
  const linter = new DCLinter({ rules, quiet: false, debug: false, exclude: [] });
  const results: { messages: Finding[] }[] = linter.lintFiles([path.join(clone, file)], false);
  const found = results.flatMap(({ messages }) => messages);
  expect(found.map(({ rule, message, line }) => `${line} ${rule}: ${message}`)).toEqual([]);
  for (const port of Object.values(services).flatMap(({ ports = [] }) => ports)) expect(port).toMatch(/^127\.0\.0\.1:/);
});

test("what a service names is there: files, volumes, other services", () => {
  expect(whole.include).toEqual([files[1]]);
  const volumes = Object.keys({ ...whole.volumes, ...backing.volumes });
  for (const { volumes: mounts = [], depends_on = [] } of Object.values(services)) {
    for (const mount of mounts) {
      const [source = ""] = mount.split(":");
      if (source.startsWith(".")) expect(existsSync(path.join(clone, source)), source).toBe(true);
      else expect(volumes).toContain(source);
    }
    const needed = Array.isArray(depends_on) ? depends_on : Object.keys(depends_on);
    expect(needed.filter((name) => !(name in services))).toEqual([]);
  }
});

test("every name in the environment of our containers is a setting with a value that the apps take", () => {
  expect(ours.map(([name]) => name).sort()).toEqual(["baton", "dashboard", "publisher", "worker"]);
  for (const [name, { environment = {} }] of ours) {
    const filled = Object.entries(environment).map(([key, value]) => [key, value.startsWith("${") ? undefined : value]);
    expect(wrongSettings(Object.fromEntries(filled)), name).toEqual([]);
  }
});

test("no secret has a default: what is not given is asked for", () => {
  const { AUTH_MODE, AUTH_SECRET, AUTH_ADMIN_PASSWORD } = services["dashboard"]?.environment ?? {};
  expect(AUTH_MODE).toBe("password");
  for (const secret of [AUTH_SECRET, AUTH_ADMIN_PASSWORD]) expect(secret).toMatch(/^\$\{AUTH_\w+:\?expected .+\}$/);
  expect(services["grafana"]?.environment?.["GF_SECURITY_ADMIN_PASSWORD"]).toMatch(/^\$\{\w+:\?expected .+\}$/);
  // Compose asks for what any service of a file needs, also when it is told to start others alone.
  expect(readText("docker-compose.services.yml")).not.toContain("${");
});

test("our containers are one image, hardened, and workers have their time to end", () => {
  for (const [, service] of ours) {
    expect(service.image).toBe(services["worker"]?.image);
    expect(service).toMatchObject({ build: ".", read_only: true, cap_drop: ["ALL"] });
  }
  const { environment, stop_grace_period, deploy } = services["worker"] ?? {};
  expect(deploy?.replicas).toBe(3);
  const graceSeconds = Number(/^(\d+)s$/.exec(stop_grace_period ?? "")?.[1]);
  expect(graceSeconds * 1000).toBeGreaterThanOrEqual(
    settings.STOP_GRACE_MS.parse(environment?.["STOP_GRACE_MS"]) + 10_000,
  );
  // Azurite and RabbitMQ write what they hold to disk when they are stopped.
  for (const name of ["azurite", "rabbitmq"]) expect(services[name]?.stop_grace_period).toBe("1m");
});

test("Prometheus and Grafana find what they are to show", () => {
  const { command = [], volumes = [] } = services["prometheus"] ?? {};
  const config = /--config\.file=\/etc\/prometheus\/(\S+)/.exec([command].flat().join(" "))?.[1] ?? "";
  expect(volumes).toContain("./monitoring:/etc/prometheus:ro");
  type Scrape = { job_name: string; dns_sd_configs: { names: string[]; port: number }[] };
  const [prometheus] = readYaml(`monitoring/${config}`) as [{ rule_files: string[]; scrape_configs: Scrape[] }];
  for (const file of prometheus.rule_files) expect(readYaml(`monitoring/${file}`)).toHaveLength(1);
  const [plain] = readYaml("monitoring/prometheus.yml") as [{ scrape_configs: Scrape[] }];
  // By these names the alert rules know them.
  const jobs = ({ scrape_configs }: { scrape_configs: Scrape[] }) => scrape_configs.map(({ job_name }) => job_name);
  expect(jobs(prometheus)).toEqual(jobs(plain));
  for (const { dns_sd_configs } of prometheus.scrape_configs)
    for (const { names, port } of dns_sd_configs) {
      expect(names.filter((name) => !(name in services))).toEqual([]);
      expect(readText("Dockerfile")).toContain(`METRICS_PORT=${port}`);
    }
  const [sources] = readYaml("monitoring/grafana/provisioning/datasources/prometheus.yml") as [
    { datasources: { url: string }[] },
  ];
  expect(sources.datasources.map(({ url }) => new URL(url).hostname)).toEqual(["prometheus"]);
  const [provided] = readYaml("monitoring/grafana/provisioning/dashboards/baton.yml") as [
    { providers: { options: { path: string } }[] },
  ];
  const mounted = services["grafana"]?.volumes?.join("\n");
  for (const { options } of provided.providers)
    expect(mounted).toContain(`./monitoring/grafana-dashboard.json:${options.path}/`);
});
