import type { AccountView, Role, Tenants } from "@baton/contracts";
import { escapeName } from "../key-id.ts";
import type { Storage } from "../storage.ts";
import { AccountRows, type Place, type StoredRow } from "./account-rows.ts";

/**
 * Somebody who may log in. `passwordHash`: as its library writes it, with its parameters; empty for somebody whom an
 * OpenID provider knows, as `subject`: a hash of issuer and subject.
 */
export type Account = AccountView & { passwordHash: string; subject?: string };
export type StoredAccount = Account & { etag: string };

const partitionKey = "account";

/** Who may log in, by name; names are lower case. */
export class Accounts {
  readonly #rows: AccountRows;

  constructor(storage: Pick<Storage, "accounts">) {
    this.#rows = new AccountRows(storage);
  }

  async find(name: string): Promise<StoredAccount | undefined> {
    const row = await this.#rows.find(placeOf(name));
    return row && accountFrom(row);
  }

  async list(): Promise<StoredAccount[]> {
    return (await this.#rows.list(partitionKey)).map(accountFrom);
  }

  /** @returns false when there is one of this name. */
  insert(account: Account): Promise<boolean> {
    return this.#rows.insert(placeOf(account.name), columnsOf(account));
  }

  /** @returns false when it has changed since it was read. */
  replace({ etag, ...account }: StoredAccount): Promise<boolean> {
    return this.#rows.replace(placeOf(account.name), columnsOf(account), etag);
  }
}

function placeOf(name: string): Place {
  return { partitionKey, rowKey: escapeName(name) };
}

function columnsOf({ name, role, tenants, disabled, createdAt, passwordHash, subject }: Account) {
  return {
    Name: name,
    Role: role,
    Tenants: JSON.stringify(tenants),
    Disabled: disabled,
    CreatedAt: createdAt,
    PasswordHash: passwordHash,
    Subject: subject ?? "",
  };
}

function accountFrom(row: StoredRow): StoredAccount {
  const subject = row["Subject"] as string;
  return {
    name: row["Name"] as string,
    role: row["Role"] as Role,
    tenants: JSON.parse(row["Tenants"] as string) as Tenants,
    disabled: row["Disabled"] as boolean,
    createdAt: row["CreatedAt"] as string,
    passwordHash: row["PasswordHash"] as string,
    ...(subject ? { subject } : {}),
    etag: row.etag,
  };
}
