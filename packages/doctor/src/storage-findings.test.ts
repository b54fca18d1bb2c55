import { expect, test } from "vitest";
import { type StorageFacts, storageFindings, storageKind } from "./storage-findings.ts";

const well: StorageFacts = {
  state: { status: "up" },
  address: "https://acme.table.core.windows.net",
  kind: "azure",
  isProduction: true,
};

test("of an account in Azure that answers there is nothing to say", () => {
  expect(storageFindings(well)).toEqual([]);
});

test("Azurite is fine for trying things out, and a hazard where people rely on it", () => {
  expect(summary({ kind: "azurite", isProduction: false })).toEqual(["note storage-is-azurite"]);
  expect(summary({ kind: "azurite" })).toEqual(["hazard azurite-in-production"]);
  expect(storageKind(undefined, "http://127.0.0.1:10002/devstoreaccount1")).toBe("azurite");
});

test("storage that is away is told apart from storage that refuses", () => {
  const down = (detail: string) => summary({ state: { status: "down", detail } });
  expect(down("connect ECONNREFUSED 127.0.0.1:1")).toEqual(["problem storage-unreachable"]);
  for (const detail of ["HTTP 403", "Server failed to authenticate the request."])
    expect(down(detail)).toEqual(["problem storage-refuses"]);
});

test("payloads must not cross the network in the clear", () => {
  expect(summary({ address: "http://storage.example/acme" })).toEqual(["hazard storage-without-tls"]);
});

function summary(facts: Partial<StorageFacts>): string[] {
  return storageFindings({ ...well, ...facts }).map(({ level, code }) => `${level} ${code}`);
}
