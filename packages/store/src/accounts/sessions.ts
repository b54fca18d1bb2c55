import type { SessionView } from "@baton/contracts";
import { escapeName } from "../key-id.ts";
import type { Storage } from "../storage.ts";
import { AccountRows, type Place, type StoredRow } from "./account-rows.ts";

/** A time of being logged in. `generation`: how often its refresh token was changed for a new one. */
export type Session = Omit<SessionView, "isThis"> & { account: string; generation: number };
export type StoredSession = Session & { etag: string };

/** Who is logged in, by account: a session that is not here has ended, wherever its tokens are shown. */
export class Sessions {
  readonly #rows: AccountRows;

  constructor(storage: Pick<Storage, "accounts">) {
    this.#rows = new AccountRows(storage);
  }

  async find(account: string, sessionId: string): Promise<StoredSession | undefined> {
    const row = await this.#rows.find(placeOf(account, sessionId));
    return row && sessionFrom(row);
  }

  /** Newest first. */
  async list(account: string): Promise<StoredSession[]> {
    const rows = await this.#rows.list(partitionOf(account));
    return rows.map(sessionFrom).toSorted((one, other) => (one.createdAt < other.createdAt ? 1 : -1));
  }

  async insert(session: Session): Promise<void> {
    if (await this.#rows.insert(placeOf(session.account, session.sessionId), columnsOf(session))) return;
    throw new Error("There is a session of this id");
  }

  /** @returns false when it has changed since it was read, or has ended. */
  replace({ etag, ...session }: StoredSession): Promise<boolean> {
    return this.#rows.replace(placeOf(session.account, session.sessionId), columnsOf(session), etag);
  }

  /** @returns false when it has ended. */
  used(account: string, sessionId: string, lastUsedAt: string): Promise<boolean> {
    return this.#rows.merge(placeOf(account, sessionId), { LastUsedAt: lastUsedAt });
  }

  /** @returns false when it had ended. */
  end(account: string, sessionId: string): Promise<boolean> {
    return this.#rows.remove(placeOf(account, sessionId));
  }

  /** Ends all of an account. @param besides one that goes on. */
  async endAll(account: string, besides?: string): Promise<void> {
    const sessions = (await this.list(account)).filter(({ sessionId }) => sessionId !== besides);
    await Promise.all(sessions.map(({ sessionId }) => this.end(account, sessionId)));
  }
}

function partitionOf(account: string): string {
  return `sessions:${escapeName(account)}`;
}

function placeOf(account: string, sessionId: string): Place {
  return { partitionKey: partitionOf(account), rowKey: sessionId };
}

function columnsOf(session: Session) {
  return {
    Account: session.account,
    Kind: session.kind,
    Generation: session.generation,
    CreatedAt: session.createdAt,
    LastUsedAt: session.lastUsedAt,
    ExpiresAt: session.expiresAt,
    Address: session.address ?? "",
    Agent: session.agent ?? "",
  };
}

function sessionFrom(row: StoredRow): StoredSession {
  const [address, agent] = [row["Address"] as string, row["Agent"] as string];
  return {
    sessionId: row.rowKey,
    account: row["Account"] as string,
    kind: row["Kind"] as Session["kind"],
    generation: Number(row["Generation"]),
    createdAt: row["CreatedAt"] as string,
    lastUsedAt: row["LastUsedAt"] as string,
    expiresAt: row["ExpiresAt"] as string,
    ...(address ? { address } : {}),
    ...(agent ? { agent } : {}),
    etag: row.etag,
  };
}
