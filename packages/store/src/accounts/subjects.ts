import type { Storage } from "../storage.ts";
import { AccountRows, type Place } from "./account-rows.ts";

const partitionKey = "subject";

/** Whose account somebody has whom an OpenID provider knows, by the hash of its issuer and subject: names may change there. */
export class Subjects {
  readonly #rows: AccountRows;

  constructor(storage: Pick<Storage, "accounts">) {
    this.#rows = new AccountRows(storage);
  }

  /** @returns the account's name. */
  async find(subject: string): Promise<string | undefined> {
    return (await this.#rows.find(placeOf(subject)))?.["Account"] as string | undefined;
  }

  /** @returns false when it is noted already. */
  insert(subject: string, account: string): Promise<boolean> {
    return this.#rows.insert(placeOf(subject), { Account: account });
  }
}

function placeOf(subject: string): Place {
  return { partitionKey, rowKey: subject };
}
