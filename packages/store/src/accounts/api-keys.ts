import type { ApiKeyView, Permission, Tenants } from "@baton/contracts";
import type { Storage } from "../storage.ts";
import { AccountRows, type Place, type StoredRow } from "./account-rows.ts";

/** A key of a program. `secretHash`: SHA-256 of its secret, which is random and long, so that a fast hash will do. */
export type ApiKey = ApiKeyView & { secretHash: string };

const partitionKey = "key";

/** The keys of programs, by their id; a revoked one stays, so that what it did can be read. */
export class ApiKeys {
  readonly #rows: AccountRows;

  constructor(storage: Pick<Storage, "accounts">) {
    this.#rows = new AccountRows(storage);
  }

  async find(keyId: string): Promise<ApiKey | undefined> {
    const row = await this.#rows.find(placeOf(keyId));
    return row && keyFrom(row);
  }

  /** Newest first. */
  async list(): Promise<ApiKey[]> {
    const keys = (await this.#rows.list(partitionKey)).map(keyFrom);
    return keys.toSorted((one, other) => (one.createdAt < other.createdAt ? 1 : -1));
  }

  async insert(key: ApiKey): Promise<void> {
    if (await this.#rows.insert(placeOf(key.keyId), columnsOf(key))) return;
    throw new Error("There is a key of this id");
  }

  used(keyId: string, lastUsedAt: string): Promise<boolean> {
    return this.#rows.merge(placeOf(keyId), { LastUsedAt: lastUsedAt });
  }

  /** @returns false when there is none of this id. */
  revoke(keyId: string, revokedAt: string): Promise<boolean> {
    return this.#rows.merge(placeOf(keyId), { RevokedAt: revokedAt });
  }
}

function placeOf(keyId: string): Place {
  return { partitionKey, rowKey: keyId };
}

function columnsOf(key: ApiKey) {
  return {
    Name: key.name,
    Scopes: JSON.stringify(key.scopes),
    Tenants: JSON.stringify(key.tenants),
    SecretHash: key.secretHash,
    CreatedAt: key.createdAt,
    CreatedBy: key.createdBy,
    ExpiresAt: key.expiresAt ?? "",
    LastUsedAt: key.lastUsedAt ?? "",
    RevokedAt: key.revokedAt ?? "",
  };
}

function keyFrom(row: StoredRow): ApiKey {
  const optional = {
    expiresAt: row["ExpiresAt"] as string,
    lastUsedAt: row["LastUsedAt"] as string,
    revokedAt: row["RevokedAt"] as string,
  };
  return {
    keyId: row.rowKey,
    name: row["Name"] as string,
    scopes: JSON.parse(row["Scopes"] as string) as Permission[],
    tenants: JSON.parse(row["Tenants"] as string) as Tenants,
    secretHash: row["SecretHash"] as string,
    createdAt: row["CreatedAt"] as string,
    createdBy: row["CreatedBy"] as string,
    ...Object.fromEntries(Object.entries(optional).filter(([, value]) => value !== "")),
  };
}
