import { globSync } from "node:fs";
import path from "node:path";
import { brokerNames } from "@baton/broker";
import { settings } from "@baton/runtime";
import { expect, test } from "vitest";
import { DashboardMetrics } from "../../apps/dashboard/src/server/dashboard-metrics.ts";
import { ProcessorMetrics } from "../../apps/processor/src/processor-metrics.ts";
import { wrongSettings } from "./known-settings.ts";
import { buildKustomization, type Container, containersOf, type Manifest, podOf } from "./kustomization.ts";
import { manifestFaults } from "./manifest-check.ts";
import { clone, readText, readYaml } from "./yaml-file.ts";

const folder = "deploy/k8s";
const components = ["keda", "rabbitmq", "azure-identity"].map((name) => `${folder}/components/${name}`);
const base = () => buildKustomization(`${folder}/base`);

const builds: [string, () => Manifest[]][] = [
  ["base", base],
  ["overlays/azure", () => buildKustomization(`${folder}/overlays/azure`)],
  ...components.map((name): [string, () => Manifest[]] => [name, () => buildKustomization(name, base())]),
  ["all components", () => components.reduce((built, name) => buildKustomization(name, built), base())],
];

test.each(builds)("every manifest of %s is as its schema has it", (_name, build) => {
  const manifests = build();
  const names = manifests.map(({ kind, metadata }) => `${kind} ${metadata.name}`);
  expect(names).toEqual([...new Set(names)]);
  for (const manifest of manifests) {
    expect(manifestFaults(manifest), `${manifest.kind} ${manifest.metadata.name}`).toEqual([]);
  }
});

test("a value of the wrong kind and a field that there is not are found", () => {
  const changed = (change: object) => {
    const manifest = structuredClone(processorOf(base()));
    Object.assign(podOf(manifest) ?? {}, change);
    return manifestFaults(manifest);
  };
  expect(changed({ terminationGracePeriodSeconds: "long" })).toEqual([
    expect.stringContaining("/spec/template/spec/terminationGracePeriodSeconds"),
  ]);
  expect(changed({ terminationGraceSeconds: 45 })).toEqual([
    "/spec/template/spec/terminationGraceSeconds is no field of Deployment",
  ]);
});

test("every YAML file of the folder belongs to a kustomization, or is said to be for another tool", () => {
  const files = globSync(`${folder}/**/*.yaml`, { cwd: clone });
  const named = globSync(`${folder}/**/kustomization.yaml`, { cwd: clone }).flatMap((file) => {
    const { resources = [] } = readYaml(file)[0] as { resources?: string[] };
    return [file, ...resources.map((name) => path.join(path.dirname(file), name))];
  });
  expect(files.filter((file) => !named.includes(file))).toEqual([`${folder}/prometheus-adapter-values.yaml`]);
});

test.each(builds)("what the manifests of %s name is there", (_name, build) => {
  const manifests = build();
  const has = (kind: string, name: string) =>
    manifests.some((manifest) => manifest.kind === kind && manifest.metadata.name === name);
  for (const manifest of manifests) {
    const scaled = manifest["spec"] as { scaleTargetRef?: { name: string } } | undefined;
    if (scaled?.scaleTargetRef) expect(has("Deployment", scaled.scaleTargetRef.name)).toBe(true);
    const pod = podOf(manifest);
    if (!pod) continue;
    expect(has("ServiceAccount", pod.serviceAccountName)).toBe(true);
    for (const container of pod.containers) {
      for (const { configMapRef } of container.envFrom) expect(has("ConfigMap", configMapRef.name)).toBe(true);
      const volumes = pod.volumes.map(({ name }) => name);
      expect(container.volumeMounts.filter(({ name }) => !volumes.includes(name))).toEqual([]);
    }
  }
  for (const selector of manifests.flatMap(selectorsOf)) {
    const labels = manifests.map(({ spec }) => (spec as { template?: { metadata: { labels: Labels } } })?.template);
    const matching = labels.filter((template) => template && matches(template.metadata.labels, selector));
    expect(matching.length, JSON.stringify(selector)).toBeGreaterThan(0);
  }
});

test("secrets that the pods need are told in the docs, and Key Vault has the same", () => {
  const docs = readText("docs/deployment.md");
  const needed = base()
    .flatMap(containersOf)
    .flatMap(({ env }) => env)
    .flatMap(({ valueFrom }) => valueFrom?.secretKeyRef ?? []);
  expect(needed.map(({ name }) => name)).toEqual(needed.map(() => "baton-secrets"));
  const keys = [...new Set(needed.map(({ key }) => key))];
  for (const key of keys) expect(docs).toMatch(new RegExp(`--from-(literal|file)=${key}=`));
  const [provider] = readYaml(`${folder}/components/azure-identity/secret-provider.yaml`) as [
    { spec: { parameters: { objects: string }; secretObjects: { data: { objectName: string; key: string }[] }[] } },
  ];
  const synced = provider.spec.secretObjects.flatMap(({ data }) => data);
  const always = needed.filter(({ optional }) => !optional).map(({ key }) => key);
  expect(synced.map(({ key }) => key).sort()).toEqual([...new Set(always)].sort());
  const fetched = [...provider.spec.parameters.objects.matchAll(/objectName: (\S+)/g)].map(([, name]) => name);
  expect(fetched).toEqual(synced.map(({ objectName }) => objectName));
});

test.each(builds)(
  "every name in the environments of %s is a setting with a value that the apps take",
  (_name, build) => {
    const manifests = build();
    const containers = manifests.flatMap(containersOf);
    expect(containers.map(({ name }) => name)).toEqual(["processor", "dashboard"]);
    for (const container of containers) {
      // What is in capitals is for the reader to fill in.
      const environment = { ...environmentOf(container, manifests) };
      if (environment["AZURE_STORAGE_ACCOUNT"] === "STORAGE_ACCOUNT") environment["AZURE_STORAGE_ACCOUNT"] = "mine";
      expect(wrongSettings(environment)).toEqual([]);
    }
  },
);

test("jobs have their time to end before a pod is killed", () => {
  const manifests = base();
  for (const manifest of manifests) {
    const pod = podOf(manifest);
    if (!pod) continue;
    const [container] = pod.containers;
    if (!container) throw new Error("A pod without a container");
    const grace = environmentOf(container, manifests)["STOP_GRACE_MS"];
    const graceMs = settings.STOP_GRACE_MS.parse(grace);
    if (container.name === "processor") expect(grace).toBeDefined();
    expect(pod.terminationGracePeriodSeconds * 1000).toBeGreaterThanOrEqual(graceMs + 10_000);
  }
});

test("pods are not root's, write to their volumes alone, and are asked where they answer", () => {
  for (const pod of base().flatMap((manifest) => podOf(manifest) ?? [])) {
    expect(pod.securityContext).toMatchObject({ runAsNonRoot: true, runAsUser: 1000 });
    for (const container of pod.containers) {
      expect(container.securityContext).toEqual({
        allowPrivilegeEscalation: false,
        readOnlyRootFilesystem: true,
        capabilities: { drop: ["ALL"] },
      });
      const port = container.ports.find(({ name }) => name === "metrics")?.containerPort;
      expect(String(port)).toBe(environmentOf(container, base())["METRICS_PORT"]);
      for (const probe of [container.startupProbe, container.livenessProbe])
        expect(probe.httpGet).toEqual({ path: "/healthz", port: "metrics" });
      expect(container.readinessProbe.httpGet).toEqual({ path: "/readyz", port: "metrics" });
    }
  }
});

test("workers are scaled by a metric that there is, and KEDA asks the queue that jobs go to", () => {
  const scaling = ["base/autoscaler.yaml", "components/keda/scaled-object.yaml", "prometheus-adapter-values.yaml"];
  const told = metricNames();
  for (const file of scaling) {
    const named = [...new Set(readText(`${folder}/${file}`).match(/\bbaton_\w+/g))];
    expect(named, file).toEqual(["baton_keys_due"]);
    expect(told).toEqual(expect.arrayContaining(named));
  }
  const [processor] = containersOf(processorOf(base()));
  const slots = processor && environmentOf(processor, base())["WORKER_CONCURRENCY"];
  expect(readText(`${folder}/base/autoscaler.yaml`)).toContain(`averageValue: "${slots}"`);
  expect(readText(`${folder}/components/keda/scaled-object.yaml`)).toContain(`threshold: "${slots}"`);
  const queue = brokerNames(settings.BATON_NAMESPACE.parse(undefined)).jobs;
  expect(readText(`${folder}/components/keda/scaled-object.yaml`)).toContain(`queueName: ${queue}\n`);
});

test("with KEDA there is one autoscaler, and with the cluster operator its secret has the broker's address", () => {
  const scaled = buildKustomization(`${folder}/components/keda`, base());
  expect(scaled.filter(({ kind }) => kind === "HorizontalPodAutoscaler")).toEqual([]);
  const own = buildKustomization(`${folder}/components/rabbitmq`, base());
  const cluster = own.find(({ kind }) => kind === "RabbitmqCluster")?.metadata.name;
  for (const { env } of own.flatMap(containersOf)) {
    const address = env.find(({ name }) => name === "AMQP_URL")?.valueFrom?.secretKeyRef;
    // As the operator calls it: https://www.rabbitmq.com/kubernetes/operator/using-operator
    expect(address).toEqual({ name: `${cluster}-default-user`, key: "connection_string" });
  }
});

function processorOf(manifests: Manifest[]): Manifest {
  const found = manifests.find(({ kind, metadata }) => kind === "Deployment" && metadata.name === "processor");
  if (!found) throw new Error("There is no processor");
  return found;
}

type Labels = Record<string, string>;

/** Of policies, budgets and services: whom they are for, where that is somebody of ours. */
function selectorsOf({ kind, spec }: Manifest): Labels[] {
  if (kind === "Service") return [(spec as { selector: Labels }).selector];
  const { selector, podSelector } = (spec ?? {}) as Record<string, { matchLabels: Labels } | undefined>;
  const own = (selector ?? podSelector)?.matchLabels;
  return own && !Object.values(own).includes("rabbitmq") ? [own] : [];
}

function matches(labels: Labels, selector: Labels): boolean {
  return Object.entries(selector).every(([name, value]) => labels[name] === value);
}

function environmentOf(container: Container, manifests: Manifest[]): Record<string, string | undefined> {
  const maps = container.envFrom.map(({ configMapRef }) => configMapRef.name);
  const settingsOf = manifests.filter(({ kind, metadata }) => kind === "ConfigMap" && maps.includes(metadata.name));
  return {
    ...Object.assign({}, ...settingsOf.map(({ data }) => data)),
    ...Object.fromEntries(container.env.map(({ name, value }) => [name, value])),
  };
}

function metricNames(): string[] {
  const nobodyAsks = () => {
    throw new Error("Nobody asks for values here");
  };
  const worker = new ProcessorMetrics();
  worker.watch(nobodyAsks);
  const dashboard = new DashboardMetrics();
  dashboard.watch({ overview: nobodyAsks, openStreams: nobodyAsks });
  return [worker, dashboard].flatMap(({ registry }) => registry.getMetricsAsArray().map(({ name }) => name));
}
