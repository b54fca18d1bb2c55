import type { Finding, Health, HealthDetails } from "@baton/contracts";
import { isPlainAndRemote } from "./network-address.ts";

export type StorageFacts = {
  state: Health["storage"];
  address: string;
  kind: HealthDetails["storage"]["kind"];
  /** People rely on this system. */
  isProduction: boolean;
};

/** By how the service names itself, else by its address. */
export function storageKind(server: string | undefined, address: string): HealthDetails["storage"]["kind"] {
  if (server?.startsWith("Azurite") || address.includes("/devstoreaccount1")) return "azurite";
  return server?.startsWith("Windows-Azure") ? "azure" : undefined;
}

/** What is to be said about storage, and done. */
export function storageFindings({ state, address, kind, isProduction }: StorageFacts): Finding[] {
  return [
    ...unreachable(state),
    ...(kind === "azurite" ? [isProduction ? azuriteInProduction : azurite] : []),
    ...(isPlainAndRemote(address) ? [withoutTls] : []),
  ];
}

function unreachable({ status, detail }: Health["storage"]): Finding[] {
  if (status === "up") return [];
  if (isRefusal(detail)) return [refused(detail)];
  return [
    {
      code: "storage-unreachable",
      level: status === "starting" ? "note" : "problem",
      what: `Storage does not answer${detail ? `: ${detail}` : ""}. No job can start or be listed; nothing that is recorded is lost.`,
      remedy:
        "Bring it back, or correct AZURE_STORAGE_CONNECTION_STRING (or AZURE_STORAGE_ACCOUNT, and the rights of this process's identity there). The dashboard and the workers go on by themselves.",
    },
  ];
}

function isRefusal(detail: string | undefined): detail is string {
  return detail !== undefined && /HTTP 40[13]\b|authoriz|authenticat/i.test(detail);
}

function refused(detail: string): Finding {
  return {
    code: "storage-refuses",
    level: "problem",
    what: `Storage answers, and refuses what Baton must do: ${detail}.`,
    remedy:
      "Correct the key or signature in AZURE_STORAGE_CONNECTION_STRING; it must allow to read, write and delete in tables and blobs, and to make them.",
  };
}

const azurite: Finding = {
  code: "storage-is-azurite",
  level: "note",
  what: "This is Azurite, an emulator for development: one process and one disk, without copies. In production the record would be no safer than that disk.",
  remedy:
    "Fine for trying things out. For production give the name of an Azure storage account, or its connection string.",
};

const azuriteInProduction: Finding = {
  code: "azurite-in-production",
  level: "hazard",
  what: "People log in here, or NODE_ENV says production, and storage is Azurite, an emulator for development: one process and one disk, without copies. The record is no safer than that disk.",
  remedy: "Give the connection string of an Azure storage account in AZURE_STORAGE_CONNECTION_STRING.",
};

const withoutTls: Finding = {
  code: "storage-without-tls",
  level: "hazard",
  what: "Requests to storage leave this machine unencrypted: payloads and results can be read on the way.",
  remedy: "Use https endpoints in AZURE_STORAGE_CONNECTION_STRING.",
};
