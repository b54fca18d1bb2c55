import { createHash } from "node:crypto";
import { isTenantOf, type Tenants } from "@baton/contracts";

const maxChars = 200;

/**
 * The one name of a lock key: lease blob, ledger partition and inbox partition. Injective, plain ASCII, with a
 * prefix, so that `..` and `/` are names like any other, and two tenants' `default` are two locks. Names over
 * 200 characters become a hash; their original stands in the ledger's head.
 * @param lockKey as validated by the contracts: NFC, no control characters, no lone surrogates.
 */
export function keyId(tenantId: string, lockKey: string): string {
  const plain = `k.${escapeName(tenantId)}.${escapeName(lockKey)}`;
  if (plain.length <= maxChars) return plain;
  return `h.${createHash("sha256").update(plain).digest("hex")}`;
}

/** The inverse of `keyId`; undefined for a hashed name. */
export function parseKeyId(id: string): { tenantId: string; lockKey: string } | undefined {
  const match = /^k\.([^.]*)\.([^.]*)$/.exec(id);
  if (!match) return undefined;
  return { tenantId: unescapeName(match[1] ?? ""), lockKey: unescapeName(match[2] ?? "") };
}

/** Whether a key is certainly of these tenants: of a hashed name only whoever sees all can tell. */
export function isKeyOf(tenants: Tenants, id: string): boolean {
  return tenants === "all" || isTenantOf(tenants, parseKeyId(id)?.tenantId ?? "");
}

const bytesToEscape = /[^A-Za-z0-9_-]/gu;

/** Letters, digits, dash and underscore stay; every other byte of the UTF-8 form becomes `~hh`. */
export function escapeName(name: string): string {
  return name.replace(bytesToEscape, (character) =>
    [...Buffer.from(character, "utf8")].map((byte) => `~${byte.toString(16).padStart(2, "0")}`).join(""),
  );
}

function unescapeName(escaped: string): string {
  return decodeURIComponent(escaped.replaceAll("~", "%"));
}
