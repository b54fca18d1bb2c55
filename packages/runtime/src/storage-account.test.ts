import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, onTestFinished, test, vi } from "vitest";
import { z } from "zod";
import { type Environment, loadConfig, settings } from "./config.ts";
import { identityAccess } from "./storage-account.ts";

const schema = z.object({ AZURE_STORAGE_CONNECTION_STRING: settings.AZURE_STORAGE_CONNECTION_STRING });
const reading = (env: Environment) => () => loadConfig(schema, env);
const withKey = "DefaultEndpointsProtocol=https;AccountName=mine;AccountKey=c2VjcmV0;EndpointSuffix=core.windows.net";

test("a storage account is reached by its name, as whom the process is", () => {
  const { AZURE_STORAGE_CONNECTION_STRING } = reading({ AZURE_STORAGE_ACCOUNT: "mine" })();
  expect(identityAccess(AZURE_STORAGE_CONNECTION_STRING)).toMatchObject({
    blobs: { url: "https://mine.blob.core.windows.net" },
    tables: { url: "https://mine.table.core.windows.net" },
  });
});

test("other clouds and private endpoints are named by a connection string without a key", () => {
  expect(identityAccess("AccountName=mine;EndpointSuffix=core.chinacloudapi.cn")).toMatchObject({
    tables: { url: "https://mine.table.core.chinacloudapi.cn" },
  });
  expect(identityAccess("AccountName=mine;BlobEndpoint=https://blobs.example.org")).toMatchObject({
    blobs: { url: "https://blobs.example.org" },
  });
});

test.each([
  withKey,
  withKey.replace("AccountKey", "accountkey"),
  "UseDevelopmentStorage=true",
  "AccountName=mine;TableEndpoint=https://mine.table.core.windows.net;SharedAccessSignature=sv=1&sig=2",
])("a key, a signature or the emulator says itself as whom: %#", (connectionString) => {
  expect(identityAccess(connectionString)).toBeUndefined();
});

test("storage that is named twice, or not at all, or wrongly, is refused in words, and no key is repeated", () => {
  const twice = reading({ AZURE_STORAGE_ACCOUNT: "mine", AZURE_STORAGE_CONNECTION_STRING: withKey });
  expect(twice).toThrow("AZURE_STORAGE_ACCOUNT and AZURE_STORAGE_CONNECTION_STRING are both set");
  expect(twice).not.toThrow("c2VjcmV0");
  expect(reading({})).toThrow("or AZURE_STORAGE_ACCOUNT (it is not set)");
  expect(reading({ AZURE_STORAGE_ACCOUNT: "My Account" })).toThrow("expected the name of a storage account");
});

test("what a supervisor has made of the name is no second storage", () => {
  const env = { AZURE_STORAGE_ACCOUNT: "mine" };
  expect(reading({ ...env, ...reading(env)() })()).toEqual(reading(env)());
});

test("the token is that of the managed identity, which its host hands out", async () => {
  const asked: string[] = [];
  const host = createServer((request, response) => {
    asked.push(`${request.headers["x-identity-header"]} ${request.url}`);
    const token = { access_token: "the token", expires_on: String(Math.floor(Date.now() / 1000) + 3600) };
    response.setHeader("content-type", "application/json").end(JSON.stringify({ ...token, token_type: "Bearer" }));
  }).listen(0, "127.0.0.1");
  await once(host, "listening");
  onTestFinished(() => void host.close());
  // As App Service and Container Apps tell it.
  vi.stubEnv("IDENTITY_ENDPOINT", `http://127.0.0.1:${(host.address() as AddressInfo).port}/token`);
  vi.stubEnv("IDENTITY_HEADER", "sesame");
  onTestFinished(() => void vi.unstubAllEnvs());

  const credential = identityAccess("AccountName=mine")?.tables.credential;
  const token = await credential?.getToken("https://storage.azure.com/.default");
  expect(token?.token).toBe("the token");
  expect(asked.at(-1)).toContain("sesame /token?");
  expect(asked.at(-1)).toContain(encodeURIComponent("https://storage.azure.com"));
});
