import { existsSync, statSync } from "node:fs";
import path from "node:path";
import { parse } from "yaml";
import { z } from "zod";
import { type Json, patchJson, patchSchema } from "./json-patch.ts";
import { clone, readYaml } from "./yaml-file.ts";

export type Manifest = {
  apiVersion: string;
  kind: string;
  metadata: { name: string; labels?: Record<string, string> };
} & Record<string, Json>;

const target = z.strictObject({ kind: z.string(), name: z.string().optional() });

/** What our files use of Kustomize: whoever uses more teaches it to this file. */
const kustomization = z.strictObject({
  apiVersion: z.enum(["kustomize.config.k8s.io/v1beta1", "kustomize.config.k8s.io/v1alpha1"]),
  kind: z.enum(["Kustomization", "Component"]),
  namespace: z.string().optional(),
  resources: z.array(z.string()).default([]),
  components: z.array(z.string()).default([]),
  labels: z
    .array(z.strictObject({ pairs: z.record(z.string(), z.string()), includeTemplates: z.literal(true) }))
    .default([]),
  patches: z.array(z.strictObject({ target, patch: z.string() })).default([]),
  images: z.array(z.strictObject({ name: z.string(), newName: z.string().optional(), newTag: z.string() })).default([]),
});

/**
 * The manifests that `kubectl kustomize` makes of a folder, by the same rules as far as our files need them.
 * @throws where something is named that there is not, and for whatever it does not know.
 */
export function buildKustomization(folder: string, given: Manifest[] = []): Manifest[] {
  const [content, ...more] = readYaml(path.join(folder, "kustomization.yaml"));
  if (more.length > 0) throw new Error(`${folder}: expected one kustomization`);
  const { resources, components, labels, patches, images, namespace } = kustomization.parse(content);
  let manifests = [...given, ...resources.flatMap((name) => resourcesOf(path.join(folder, name)))];
  for (const name of components) manifests = buildKustomization(path.join(folder, name), manifests);
  for (const { pairs } of labels) for (const manifest of manifests) addLabels(manifest, pairs);
  for (const { target, patch } of patches) manifests = patchAll(manifests, target, parse(patch), folder);
  for (const image of images) setImage(manifests, image, folder);
  if (namespace !== undefined) checkNamespace(manifests, namespace);
  return manifests;
}

function resourcesOf(place: string): Manifest[] {
  if (!existsSync(path.resolve(clone, place))) throw new Error(`${place} is named and is not there`);
  if (statSync(path.resolve(clone, place)).isDirectory()) return buildKustomization(place);
  return readYaml(place) as Manifest[];
}

function addLabels(manifest: Manifest, pairs: Record<string, string>): void {
  manifest.metadata.labels = { ...manifest.metadata.labels, ...pairs };
  const spec = manifest["spec"] as { template?: { metadata: { labels: object } } } | undefined;
  if (spec?.template) spec.template.metadata.labels = { ...spec.template.metadata.labels, ...pairs };
}

type Target = z.output<typeof target>;

function patchAll(manifests: Manifest[], { kind, name }: Target, patch: unknown, folder: string): Manifest[] {
  const meant = (manifest: Manifest) =>
    manifest.kind === kind && (name === undefined || manifest.metadata.name === name);
  if (!manifests.some(meant)) throw new Error(`${folder}: nothing to patch: there is no ${kind} ${name ?? ""}`);
  if (!Array.isArray(patch)) {
    z.object({ $patch: z.literal("delete") }).parse(patch);
    return manifests.filter((manifest) => !meant(manifest));
  }
  const operations = z.array(patchSchema).parse(patch);
  return manifests.map((manifest) =>
    meant(manifest) ? (patchJson(structuredClone(manifest), operations) as Manifest) : manifest,
  );
}

type Image = { name: string; newName?: string | undefined; newTag: string };

function setImage(manifests: Manifest[], { name, newName = name, newTag }: Image, folder: string): void {
  const containers = manifests.flatMap(containersOf).filter(({ image }) => image.split(":", 1)[0] === name);
  if (containers.length === 0) throw new Error(`${folder}: no container has the image ${name}`);
  for (const container of containers) container.image = `${newName}:${newTag}`;
}

function checkNamespace(manifests: Manifest[], namespace: string): void {
  const own = manifests.find(({ kind }) => kind === "Namespace");
  if (own?.metadata.name !== namespace) throw new Error(`The namespace ${namespace} is made by nobody`);
}

export type Container = {
  name: string;
  image: string;
  args: string[];
  env: EnvironmentEntry[];
  envFrom: { configMapRef: { name: string } }[];
  ports: { name: string; containerPort: number }[];
  volumeMounts: { name: string; mountPath: string }[];
  securityContext: object;
} & Record<"startupProbe" | "livenessProbe" | "readinessProbe", { httpGet: { path: string; port: string } }>;

type EnvironmentEntry = {
  name: string;
  value?: string;
  valueFrom?: { secretKeyRef?: { name: string; key: string; optional?: boolean } };
};

export type PodSpec = {
  containers: Container[];
  volumes: { name: string }[];
  serviceAccountName: string;
  securityContext: object;
  terminationGracePeriodSeconds: number;
};

/** The pods that a manifest makes. */
export function podOf(manifest: Manifest): PodSpec | undefined {
  return (manifest["spec"] as { template?: { spec: PodSpec } } | undefined)?.template?.spec;
}

export function containersOf(manifest: Manifest): Container[] {
  return podOf(manifest)?.containers ?? [];
}
