import { randomBytes } from "node:crypto";
import {
  type AccountChange,
  type AccountView,
  type ApiKeyView,
  accountChangeSchema,
  accountRequestSchema,
  apiKeyRequestSchema,
  inviteRequestSchema,
  type MadeApiKey,
  type Role,
  registerRequestSchema,
  type Tenants,
} from "@baton/contracts";
import type { Account, Accounts, ApiKey, ApiKeys, Invites, Sessions } from "@baton/store";
import { type Answer, andThen, ok, refused } from "../answer.ts";
import type { StorageGate } from "../storage-gate.ts";
import { parsed } from "./auth-body.ts";
import type { Callers } from "./callers.ts";
import { apiKeyPrefix, sha256 } from "./identities.ts";
import { hashPassword } from "./password-hash.ts";

/** Who may make an account: everybody, whoever has been invited, or nobody but an admin. */
type Registration = "open" | "invite" | "closed";

export type AccountDeskDeps = {
  gate: StorageGate;
  accounts: Accounts;
  sessions: Pick<Sessions, "endAll">;
  apiKeys: ApiKeys;
  invites: Invites;
  callers: Callers;
  registration: Registration;
  now: () => Date;
};

const inviteMs = 7 * 24 * 3600_000;
/** What somebody may do who has registered without an invitation. */
const uninvited: { role: Role; tenants: Tenants } = { role: "viewer", tenants: ["default"] };

/** Accounts, invitations and API keys. That whoever asks may do this is looked at before. */
export class AccountDesk {
  readonly #deps: AccountDeskDeps;

  constructor(deps: AccountDeskDeps) {
    this.#deps = deps;
  }

  /** Whether somebody can make an account without an invitation. */
  get isOpen(): boolean {
    return this.#deps.registration === "open";
  }

  /** `POST /api/auth/register`. */
  async register(text: string): Promise<Answer<AccountView>> {
    const { registration } = this.#deps;
    return andThen(await parsed(registerRequestSchema, text), async ({ name, password, invite }) => {
      if (registration === "closed") return refused("registration-closed", "An admin makes the accounts here.");
      if (registration === "open" && invite === undefined) return this.#make(name, password, uninvited);
      if (invite === undefined) return refused("registration-closed", "Registration is by invitation.");
      // Before the invitation is taken, which is good once.
      return andThen(await this.#isFree(name), async () =>
        andThen(await this.#take(invite), (rights) => this.#make(name, password, rights)),
      );
    });
  }

  /** `POST /api/auth/accounts`. */
  async make(text: string): Promise<Answer<AccountView>> {
    return andThen(await parsed(accountRequestSchema, text), ({ name, password, role, tenants }) =>
      this.#make(name, password, { role, tenants }),
    );
  }

  /** `GET /api/auth/accounts`. */
  async accounts(): Promise<Answer<{ accounts: AccountView[] }>> {
    const listed = await this.#deps.gate.use(() => this.#deps.accounts.list());
    return andThen(listed, async (accounts) => ok({ accounts: accounts.map(viewOf) }));
  }

  /** `PATCH /api/auth/accounts/{name}`. Takes effect everywhere within seconds. */
  async change(name: string, text: string): Promise<Answer<AccountView>> {
    return andThen(await parsed(accountChangeSchema, text), async (change) => {
      const { gate, accounts, sessions } = this.#deps;
      return andThen(await gate.use(() => accounts.list()), async (all) => {
        const account = all.find((one) => one.name === name.toLowerCase());
        if (!account) return refused("unknown-account", `There is no account "${name.slice(0, 100)}".`);
        const changed = changedBy(account, change);
        if (!isPlausible(changed)) return refused("invalid-account", "An admin sees all tenants.");
        if (!all.some((one) => isActiveAdmin(one.name === account.name ? changed : one))) return refused("last-admin");
        return andThen(await gate.use(() => accounts.replace(changed)), async (isOurs) => {
          if (!isOurs) return refused("account-changed");
          if (changed.disabled) await gate.use(() => sessions.endAll(changed.name));
          return ok(viewOf(changed));
        });
      });
    });
  }

  /** `POST /api/auth/invites`. */
  async invite(text: string): Promise<Answer<{ invite: string; expiresAt: string }>> {
    return andThen(await parsed(inviteRequestSchema, text), async (rights) => {
      const invite = randomBytes(24).toString("base64url");
      const expiresAt = new Date(this.#deps.now().getTime() + inviteMs).toISOString();
      const { gate, invites } = this.#deps;
      const kept = await gate.use(() => invites.insert(sha256(invite), { ...rights, expiresAt }));
      return andThen(kept, async () => ok({ invite, expiresAt }));
    });
  }

  /** `GET /api/auth/keys`. */
  async keys(): Promise<Answer<{ keys: ApiKeyView[] }>> {
    const listed = await this.#deps.gate.use(() => this.#deps.apiKeys.list());
    return andThen(listed, async (keys) => ok({ keys: keys.map(keyViewOf) }));
  }

  /** `POST /api/auth/keys`. */
  async makeKey(text: string): Promise<Answer<MadeApiKey>> {
    return andThen(await parsed(apiKeyRequestSchema, text), async ({ expiresAt, ...request }) => {
      const { gate, apiKeys, callers, now } = this.#deps;
      const secret = randomBytes(32).toString("hex");
      const key: ApiKey = {
        ...request,
        keyId: randomBytes(8).toString("hex"),
        createdAt: now().toISOString(),
        createdBy: callers.current.name,
        ...(expiresAt === undefined ? {} : { expiresAt: new Date(expiresAt).toISOString() }),
        secretHash: sha256(secret),
      };
      const kept = await gate.use(() => apiKeys.insert(key));
      return andThen(kept, async () => ok({ ...keyViewOf(key), apiKey: `${apiKeyPrefix}${key.keyId}_${secret}` }));
    });
  }

  /** `DELETE /api/auth/keys/{keyId}`. */
  async revokeKey(keyId: string): Promise<Answer<{ revoked: true }>> {
    const { gate, apiKeys, now } = this.#deps;
    if (!/^[0-9a-z]{1,40}$/.test(keyId)) return refused("unknown-key");
    const revoked = await gate.use(() => apiKeys.revoke(keyId, now().toISOString()));
    return andThen(revoked, async (wasThere) => (wasThere ? ok({ revoked: true }) : refused("unknown-key")));
  }

  async #isFree(name: string): Promise<Answer<true>> {
    const { gate, accounts } = this.#deps;
    return andThen(await gate.use(() => accounts.find(name)), async (known) => (known ? isTaken(name) : ok(true)));
  }

  async #take(invite: string): Promise<Answer<{ role: Role; tenants: Tenants }>> {
    const { gate, invites, now } = this.#deps;
    return andThen(await gate.use(() => invites.take(sha256(invite))), async (found) => {
      if (!found || new Date(found.expiresAt) <= now()) return refused("invalid-invite");
      return ok({ role: found.role, tenants: found.tenants });
    });
  }

  async #make(name: string, password: string, rights: { role: Role; tenants: Tenants }): Promise<Answer<AccountView>> {
    const { gate, accounts } = this.#deps;
    const account = await newAccount(name, password, rights, this.#deps.now());
    return andThen(await gate.use(() => accounts.insert(account)), async (isNew) =>
      isNew ? ok(viewOf(account)) : isTaken(name),
    );
  }
}

function isTaken(name: string): Answer<never> {
  return refused("account-exists", `There is an account "${name}".`);
}

export async function newAccount(
  name: string,
  password: string,
  rights: { role: Role; tenants: Tenants },
  now: Date,
): Promise<Account> {
  return { name, ...rights, disabled: false, createdAt: now.toISOString(), passwordHash: await hashPassword(password) };
}

function viewOf({ name, role, tenants, disabled, createdAt }: Account): AccountView {
  return { name, role, tenants, disabled, createdAt };
}

function keyViewOf({ secretHash: _hash, ...view }: ApiKey): ApiKeyView {
  return view;
}

function isActiveAdmin({ role, disabled }: Account): boolean {
  return role === "admin" && !disabled;
}

/** Whoever becomes an admin sees all tenants. */
function changedBy<T extends Account>(account: T, change: AccountChange): T {
  const defined = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
  return { ...account, ...(change.role === "admin" ? { tenants: "all" } : {}), ...defined };
}

function isPlausible({ role, tenants }: Account): boolean {
  return role !== "admin" || tenants === "all";
}
