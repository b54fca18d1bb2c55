import { ScaledObject } from "@kubernetes-models/keda/keda.sh/v1alpha1/ScaledObject";
import { TriggerAuthentication } from "@kubernetes-models/keda/keda.sh/v1alpha1/TriggerAuthentication";
import { Deployment } from "kubernetes-models/apps/v1/Deployment";
import { HorizontalPodAutoscaler } from "kubernetes-models/autoscaling/v2/HorizontalPodAutoscaler";
import { NetworkPolicy } from "kubernetes-models/networking.k8s.io/v1/NetworkPolicy";
import { PodDisruptionBudget } from "kubernetes-models/policy/v1/PodDisruptionBudget";
import { ConfigMap } from "kubernetes-models/v1/ConfigMap";
import { Namespace } from "kubernetes-models/v1/Namespace";
import { Service } from "kubernetes-models/v1/Service";
import { ServiceAccount } from "kubernetes-models/v1/ServiceAccount";
import type { Manifest } from "./kustomization.ts";

/** Their `validate` knows the schema that Kubernetes and KEDA publish. */
const models = [
  ConfigMap,
  Deployment,
  HorizontalPodAutoscaler,
  Namespace,
  NetworkPolicy,
  PodDisruptionBudget,
  ScaledObject,
  Service,
  ServiceAccount,
  TriggerAuthentication,
];

/** No package brings the schemas of these. */
const withoutSchema = ["RabbitmqCluster", "SecretProviderClass"];

/**
 * What is wrong with a manifest: values that its schema refuses, and fields that its schema does not know, which a
 * cluster refuses, too, or ignores. Nothing is known of kinds without a schema.
 */
export function manifestFaults(manifest: Manifest): string[] {
  if (withoutSchema.includes(manifest.kind)) return [];
  const model = models.find(({ apiVersion, kind }) => apiVersion === manifest.apiVersion && kind === manifest.kind);
  if (!model) throw new Error(`${manifest.apiVersion} ${manifest.kind}: which schema?`);
  const unread: (() => string[])[] = [];
  try {
    model.prototype.validate.call(watched(manifest, "", unread));
  } catch (err) {
    return [(err as Error).message];
  }
  return unread.flatMap((list) => list()).map((path) => `${path} is no field of ${manifest.kind}`);
}

/** These schemas refuse no field that they do not know. But they never ask for one: what nobody has read is unknown. */
function watched<T extends object>(value: T, path: string, unread: (() => string[])[]): T {
  const read = new Set<string | symbol>();
  const children = new Map<string | symbol, unknown>();
  unread.push(() =>
    Object.keys(value)
      .filter((name) => !read.has(name))
      .map((name) => `${path}/${name}`),
  );
  return new Proxy(value, {
    get(holder, name) {
      read.add(name);
      const child = Reflect.get(holder, name);
      if (typeof child !== "object" || child === null || typeof name === "symbol") return child;
      if (!children.has(name)) children.set(name, watched(child, `${path}/${name}`, unread));
      return children.get(name);
    },
  });
}
