import type { KeyObject } from "node:crypto";
import { readFileSync } from "node:fs";
import { dataFolderOf, type Environment } from "@baton/runtime";
import { ownPublicKeys, publicKeysFrom } from "@baton/store";
import { UsageError } from "./usage-error.ts";

/** The keys that must have signed the checkpoints, and where they come from. */
export type TrustedKeys = { keys: KeyObject[]; from: string };

/** @throws {UsageError} when the file cannot be read or has no such key. */
export function trustedKeys(publicKeyFile: string | undefined, env: Environment): TrustedKeys {
  if (publicKeyFile === undefined) {
    const setting = env["AUDIT_SIGNING_KEY"];
    const from = setting ? "AUDIT_SIGNING_KEY" : "this clone's key";
    return { keys: ownPublicKeys(setting, dataFolderOf(env)), from };
  }
  const keys = publicKeysFrom(readPem(publicKeyFile));
  if (keys.length === 0) throw new UsageError("--public-key: expected a PEM file with an Ed25519 public key");
  return { keys, from: publicKeyFile };
}

function readPem(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (err) {
    const reason = err instanceof Error && "code" in err ? String(err.code) : String(err);
    throw new UsageError(`--public-key: cannot read the file "${file}" (${reason})`, { cause: err });
  }
}
