import { expect, test } from "vitest";
import { tableAddressOf, withoutSecrets } from "./storage-address.ts";

const key = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq==";

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
