import { createLogger, settings } from "@baton/runtime";
import { Storage } from "@baton/store";
import { expect, test } from "vitest";
import { readText, readYaml } from "./yaml-file.ts";

// There is no Bicep compiler here: what can be told by reading is told.
const bicep = readText("deploy/azure/main.bicep");
const code = bicep.replaceAll(/^\/\/.*$/gm, "");

test("the template names nothing that it does not have, and closes what it opens", () => {
  const declared = [...code.matchAll(/^(?:param|var|resource|output) (\w+)/gm)].map(([, name]) => name);
  expect(declared.length).toBeGreaterThan(20);
  const places = [...code.matchAll(/^\s*(?:parent|scope): (\w+)$/gm)].map(([, name]) => name);
  const interpolated = [...code.matchAll(/\$\{(\w+)\}/g)].map(([, name]) => name);
  expect([...places, ...interpolated].filter((name) => !declared.includes(name))).toEqual([]);
  for (const [open, close] of ["{}", "[]", "()"])
    expect(code.split(open ?? "").length).toBe(code.split(close ?? "").length);
});

test("the container with the retention policy is the one that checkpoints go to, in every namespace", () => {
  const containerOf = (namespace: string) =>
    new Storage({
      connectionString: "UseDevelopmentStorage=true",
      namespace,
      logger: createLogger({ level: "silent", base: {} }),
    }).checkpoints.containerName;
  const name = /resource checkpoints [\s\S]*?name: '\$\{prefix\}(.+)'/.exec(code)?.[1];
  expect(bicep).toMatch(/^var prefix = namespace == 'baton' \? '' : '\$\{namespace\}-'$/m);
  expect(containerOf(settings.BATON_NAMESPACE.parse(undefined))).toBe(name);
  expect(containerOf("other")).toBe(`other-${name}`);
});

test("what Kubernetes fills in comes out of the template, and the vault's secrets are those that it fetches", () => {
  const component = "deploy/k8s/components/azure-identity";
  const text = readText(`${component}/kustomization.yaml`) + readText(`${component}/secret-provider.yaml`);
  const placeholders = [...new Set([...text.matchAll(/(?<!key): ([A-Z]+(?:_[A-Z]+)+)$/gm)].map(([, name]) => name))];
  expect(placeholders.sort()).toEqual(["IDENTITY_CLIENT_ID", "KEY_VAULT", "STORAGE_ACCOUNT", "TENANT_ID"]);
  for (const name of placeholders) expect(bicep).toMatch(new RegExp(`@description\\('.*${name}`));
  const [provider] = readYaml(`${component}/secret-provider.yaml`) as [{ spec: { parameters: { objects: string } } }];
  const fetched = [...provider.spec.parameters.objects.matchAll(/objectName: (\S+)/g)].map(([, name]) => name);
  expect(/The secrets: (.+)\./.exec(bicep)?.[1]?.split(", ")).toEqual(fetched);
  const docs = readText("docs/deployment.md");
  for (const name of fetched) expect(docs).toContain(`--name ${name} `);
});
