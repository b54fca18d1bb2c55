import type { Finding, Health, HealthDetails } from "@baton/contracts";
import { isPlainAndRemote } from "./network-address.ts";

export type StorageFacts = {
  state: Health["storage"];
  address: string;
  kind: HealthDetails["storage"]["kind"];
  latencyMs: number | undefined;
};

/** Above it a short job, which waits for storage twice or thrice, takes longer for that than for its work. */
const slowMs = 100;

/** By how the service names itself, else by its address. */
export function storageKind(server: string | undefined, address: string): HealthDetails["storage"]["kind"] {
  if (server?.startsWith("Azurite") || address.includes("/devstoreaccount1")) return "azurite";
  return server?.startsWith("Windows-Azure") ? "azure" : undefined;
}

/** What is to be said about storage, and done. */
export function storageFindings({ state, address, kind, latencyMs = 0 }: StorageFacts): Finding[] {
  return [
    ...unreachable(state),
    ...(kind === "azurite" ? [azurite] : []),
    ...(latencyMs > slowMs ? [slow(latencyMs)] : []),
    ...(isPlainAndRemote(address) ? [withoutTls] : []),
  ];
}

function unreachable({ status, detail }: Health["storage"]): Finding[] {
  if (status === "up") return [];
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

const azurite: Finding = {
  code: "storage-is-azurite",
  level: "hazard",
  what: "This is Azurite, an emulator for development: one process and one disk, without copies. In production the record would be no safer than that disk.",
  remedy:
    "Fine for trying things out. For production give the name of an Azure storage account, or its connection string.",
};

function slow(latencyMs: number): Finding {
  return {
    code: "storage-slow",
    level: "hazard",
    what: `Storage took ${Math.round(latencyMs)} ms for one row. Each start and each end of a job waits for it.`,
    remedy: "Run workers and dashboard in the region of the storage account, and see whether it limits requests.",
  };
}

const withoutTls: Finding = {
  code: "storage-without-tls",
  level: "hazard",
  what: "Requests to storage leave this machine unencrypted: payloads and results can be read on the way.",
  remedy: "Use https endpoints in AZURE_STORAGE_CONNECTION_STRING.",
};
