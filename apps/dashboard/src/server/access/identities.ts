import { createHash, timingSafeEqual } from "node:crypto";
import { permissionsOf } from "@baton/contracts";
import type { Accounts, ApiKey, ApiKeys, Session, Sessions } from "@baton/store";
import { LRUCache } from "lru-cache";
import { type Answer, andThen, ok } from "../answer.ts";
import type { StorageGate } from "../storage-gate.ts";
import type { Caller } from "./callers.ts";
import { readSessionCookie } from "./session-cookie.ts";
import type { SessionName, SessionTokens } from "./session-tokens.ts";

export type IdentitiesDeps = {
  gate: StorageGate;
  accounts: Pick<Accounts, "find">;
  sessions: Pick<Sessions, "find" | "used">;
  apiKeys: Pick<ApiKeys, "find" | "used">;
  tokens: SessionTokens;
  /** Whether an OpenID provider says who somebody is: then an account with a password is nobody's, and the other way round. */
  hasProvider: boolean;
  now: () => Date;
};

/** What of a request tells who makes it. */
export type Credentials = {
  authorization?: string | undefined;
  cookie?: string | undefined;
  address: string | undefined;
};

type Identity = Omit<Caller, "address">;

export const apiKeyPrefix = "baton_";
/** So long what was read of somebody is taken for true: who is locked out here is out everywhere after that. */
const freshMs = 5000;
const mostRemembered = 10_000;
const usedEveryMs = 60_000;
/** A session that nobody has used for this long has ended. */
const idleMs = 12 * 3600_000;

/** Who is behind a request: of a session, by its cookie or access token, or of an API key. */
export class Identities {
  readonly #deps: IdentitiesDeps;
  readonly #known = new LRUCache<string, Promise<Answer<Identity | undefined>>>({ max: mostRemembered, ttl: freshMs });

  constructor(deps: IdentitiesDeps) {
    this.#deps = deps;
  }

  /** @returns undefined when it is nobody, whatever was shown. */
  async callerOf({ authorization, cookie, address }: Credentials): Promise<Answer<Caller | undefined>> {
    return andThen(await this.#identityOf(authorization, cookie), async (identity) =>
      ok(identity && { ...identity, address }),
    );
  }

  /** What was remembered of this session is read again. */
  forget({ account, sessionId }: SessionName): void {
    this.#known.delete(`session ${account} ${sessionId}`);
  }

  async #identityOf(authorization: string | undefined, cookie: string | undefined) {
    const bearer = authorization && /^Bearer +(\S+)$/i.exec(authorization)?.[1];
    if (bearer?.startsWith(apiKeyPrefix)) return this.#remembered(`key ${sha256(bearer)}`, () => this.#ofKey(bearer));
    const session = bearer
      ? await this.#deps.tokens.readAccessToken(bearer)
      : this.#deps.tokens.readCookie(readSessionCookie(cookie));
    if (!session) return ok(undefined);
    return this.#remembered(`session ${session.account} ${session.sessionId}`, () => this.#ofSession(session));
  }

  #remembered(name: string, read: () => Promise<Answer<Identity | undefined>>): Promise<Answer<Identity | undefined>> {
    const known = this.#known.get(name);
    if (known) return known;
    const reading = read();
    this.#known.set(name, reading);
    void reading.then(
      ({ kind }) => kind === "problem" && this.#known.delete(name),
      () => this.#known.delete(name),
    );
    return reading;
  }

  async #ofSession(name: SessionName): Promise<Answer<Identity | undefined>> {
    const { gate, accounts, sessions } = this.#deps;
    const found = await gate.use(() =>
      Promise.all([accounts.find(name.account), sessions.find(name.account, name.sessionId)]),
    );
    return andThen(found, async ([account, session]) => {
      if (!account || account.disabled || !session || this.#isOver(session)) return ok(undefined);
      if ((account.subject !== undefined) !== this.#deps.hasProvider) return ok(undefined);
      this.#noteUse(session.lastUsedAt, (now) => sessions.used(name.account, name.sessionId, now));
      const { role, tenants } = account;
      return ok({ kind: "account", name: account.name, permissions: [...permissionsOf(role)], tenants, session: name });
    });
  }

  async #ofKey(apiKey: string): Promise<Answer<Identity | undefined>> {
    const { gate, apiKeys } = this.#deps;
    const [keyId = "", secret = ""] = apiKey.slice(apiKeyPrefix.length).split("_");
    if (!/^[0-9a-z]{1,40}$/.test(keyId)) return ok(undefined);
    return andThen(await gate.use(() => apiKeys.find(keyId)), async (key) => {
      if (!key || !this.#isGood(key, secret)) return ok(undefined);
      this.#noteUse(key.lastUsedAt ?? "", (now) => apiKeys.used(keyId, now));
      const { name, scopes, tenants } = key;
      return ok({ kind: "key", name: `key:${name}`, permissions: scopes, tenants });
    });
  }

  #isOver({ lastUsedAt, expiresAt }: Session): boolean {
    const now = this.#deps.now().getTime();
    return now >= Date.parse(expiresAt) || now >= Date.parse(lastUsedAt) + idleMs;
  }

  #isGood({ secretHash, revokedAt, expiresAt }: ApiKey, secret: string): boolean {
    if (revokedAt !== undefined || (expiresAt !== undefined && this.#deps.now() >= new Date(expiresAt))) return false;
    return timingSafeEqual(Buffer.from(sha256(secret)), Buffer.from(secretHash));
  }

  /** To the minute, and behind the request: nobody waits for it, and nothing hangs on it. */
  #noteUse(lastUsedAt: string, note: (now: string) => Promise<unknown>): void {
    const now = this.#deps.now();
    if (lastUsedAt !== "" && now.getTime() - Date.parse(lastUsedAt) < usedEveryMs) return;
    void this.#deps.gate.use(() => note(now.toISOString()));
  }
}

export function sha256(text: string): string {
  return createHash("sha256").update(text, "utf8").digest("hex");
}
