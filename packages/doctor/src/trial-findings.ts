import type { BrokerTrial, InstanceTie } from "@baton/broker";
import type { Finding } from "@baton/contracts";
import type { LeaseTrial } from "@baton/lease";
import { type Instance, type StorageTrial, schemaVersion } from "@baton/store";

/** Above it a short job, which waits for storage twice or thrice, takes longer for that than for its work. */
export const slowReadMs = 100;
/** Every durable step waits for one. */
export const slowTransactionMs = 250;

export function brokerRightsFindings({ refusal }: BrokerTrial): Finding[] {
  if (refusal === undefined) return [];
  return [
    {
      code: "broker-rights",
      level: "problem",
      what: `A message could not be sent through a queue of its own and back: ${refusal}.`,
      remedy:
        "Give the user in AMQP_URL the rights to configure, write and read what begins with the namespace: “rabbitmqctl set_permissions”.",
    },
  ];
}

export function instanceFindings(tie: InstanceTie): Finding[] {
  switch (tie.kind) {
    case "another's":
      return [
        {
          code: "instance-mismatch",
          level: "problem",
          what: `Broker and storage do not belong together: ${tie.reason}`,
          remedy: "Point AMQP_URL and AZURE_STORAGE_CONNECTION_STRING at a pair, or set another BATON_NAMESPACE.",
        },
      ];
    case "free":
    case "untold":
      return [
        {
          code: "instance-free",
          level: "note",
          what: "Broker and storage are not tied to each other yet.",
          remedy: "Nothing: the first worker or dashboard does it.",
        },
      ];
    case "ours":
      return [];
  }
}

export function storageRightsFindings({ tables, blobs }: StorageTrial): Finding[] {
  return Object.entries({ table: tables.refusal, blob: blobs.refusal }).flatMap(([kind, refusal]) =>
    refusal === undefined ? [] : [storageRights(kind, refusal)],
  );
}

function storageRights(kind: string, refusal: string): Finding {
  return {
    code: `${kind}-rights`,
    level: "problem",
    what: `A ${kind === "table" ? "row of a table" : "blob"} could not be written, read and deleted: ${refusal}.`,
    remedy: `Give the account or signature in AZURE_STORAGE_CONNECTION_STRING the rights to read, write and delete ${kind}s.`,
  };
}

export function latencyFindings({ tables }: StorageTrial): Finding[] {
  const { refusal, readMs, transactionMs } = tables;
  if (refusal !== undefined || (readMs <= slowReadMs && transactionMs <= slowTransactionMs)) return [];
  return [
    {
      code: "storage-slow",
      level: "hazard",
      what: `Storage took ${Math.round(readMs)} ms to read a row (median; up to ${slowReadMs} ms are fine) and ${Math.round(transactionMs)} ms for a transaction (up to ${slowTransactionMs} ms). Each start and each end of a job waits for it.`,
      remedy: "Run workers and dashboard in the region of the storage account, and see whether it limits requests.",
    },
  ];
}

export function leaseFindings(trial: LeaseTrial): Finding[] {
  if (trial.kind !== "failed") return [];
  return [
    {
      code: "lease-rights",
      level: "problem",
      what: `A lock could not be tried: to ${trial.step} was refused: ${trial.reason.split("\n", 1)[0]}. No job can start.`,
      remedy:
        "Give the account or signature in AZURE_STORAGE_CONNECTION_STRING the rights to write blobs, which leases need.",
    },
  ];
}

/** @param instance undefined when nobody has prepared this storage. */
export function schemaFindings(instance: Instance | undefined): Finding[] {
  if (!instance)
    return [
      {
        code: "storage-empty",
        level: "note",
        what: "No Baton has used this storage under this namespace yet: rights, locks and latency were not tried.",
        remedy: "Nothing: the first worker or dashboard makes tables and containers. Ask the doctor again then.",
      },
    ];
  const { schemaVersion: found } = instance;
  if (found === schemaVersion) return [];
  if (found < schemaVersion)
    return [
      {
        code: "schema-older",
        level: "note",
        what: `The stored form is schema ${found}; this Baton’s is ${schemaVersion}.`,
        remedy: "Make a backup; the first worker of this version that starts migrates it. See docs/upgrading.md.",
      },
    ];
  return [
    {
      code: "schema-too-new",
      level: "problem",
      what: `A newer Baton has written here: the stored form is schema ${found}; this Baton knows ${schemaVersion}.`,
      remedy: "Update this Baton, or restore the backup from before the update. See docs/upgrading.md.",
    },
  ];
}
