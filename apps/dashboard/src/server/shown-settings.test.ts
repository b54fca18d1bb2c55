import { expect, test } from "vitest";
import { shownSettings } from "./shown-settings.ts";
import { tableAddressOf, withoutSecrets } from "./storage-address.ts";

const key = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq==";

test("settings are shown with what is secret in them hidden, and whether anybody has set them", () => {
  const config = {
    AMQP_URL: "amqps://ann:pass%2Fword@broker.example/vhost?token=abc",
    AUTH_SECRET: "do-not-tell",
    AZURE_STORAGE_CONNECTION_STRING: `DefaultEndpointsProtocol=https;AccountName=acme;AccountKey=${key}`,
    PORT: 3000,
  };
  const shown = shownSettings(config, { AMQP_URL: config.AMQP_URL });
  expect(shown).toEqual([
    { name: "AMQP_URL", value: "amqps://ann:hidden@broker.example/vhost?hidden", isDefault: false },
    { name: "AUTH_SECRET", value: "hidden", isDefault: true },
    { name: "AZURE_STORAGE_CONNECTION_STRING", value: "https://acme.table.core.windows.net", isDefault: true },
    { name: "PORT", value: "3000", isDefault: true },
  ]);
});

test("no form of a connection string gives its key or signature away", () => {
  const endpoint = "https://acme.table.core.windows.net/";
  expect(tableAddressOf(`TableEndpoint=${endpoint}?sv=1&sig=abc;SharedAccessSignature=sv=1&sig=abc`)).toBe(
    `${endpoint}?hidden`,
  );
  expect(tableAddressOf("UseDevelopmentStorage=true")).toBe("http://127.0.0.1:10002/devstoreaccount1");
  expect(tableAddressOf(`AccountName=acme;AccountKey=${key};EndpointSuffix=core.chinacloudapi.cn`)).toBe(
    "https://acme.table.core.chinacloudapi.cn",
  );
  for (const odd of [`AccountKey=${key}`, key, ""]) expect(tableAddressOf(odd)).toBe("hidden");
});

test("what is no address is not shown at all", () => {
  expect(withoutSecrets("guest:secret@nowhere")).toBe("hidden");
});
