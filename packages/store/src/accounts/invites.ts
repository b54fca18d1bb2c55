import type { Role, Tenants } from "@baton/contracts";
import type { Storage } from "../storage.ts";
import { AccountRows, type Place } from "./account-rows.ts";

/** What an account that is made by invitation may do. */
export type Invite = { role: Role; tenants: Tenants; expiresAt: string };

const partitionKey = "invite";

/** Invitations, by the hash of their secret: each is good for one account. */
export class Invites {
  readonly #rows: AccountRows;

  constructor(storage: Pick<Storage, "accounts">) {
    this.#rows = new AccountRows(storage);
  }

  async insert(secretHash: string, { role, tenants, expiresAt }: Invite): Promise<void> {
    const columns = { Role: role, Tenants: JSON.stringify(tenants), ExpiresAt: expiresAt };
    await this.#rows.insert(placeOf(secretHash), columns);
  }

  /** Whoever takes it has it; others, and the same one later, find none. */
  async take(secretHash: string): Promise<Invite | undefined> {
    const row = await this.#rows.find(placeOf(secretHash));
    if (!row || !(await this.#rows.remove(placeOf(secretHash), row.etag))) return undefined;
    return {
      role: row["Role"] as Role,
      tenants: JSON.parse(row["Tenants"] as string) as Tenants,
      expiresAt: row["ExpiresAt"] as string,
    };
  }
}

function placeOf(secretHash: string): Place {
  return { partitionKey, rowKey: secretHash };
}
