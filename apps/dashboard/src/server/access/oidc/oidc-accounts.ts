import { isReservedName, type Role, type Tenants } from "@baton/contracts";
import type { Account, Accounts, Subjects } from "@baton/store";
import { type Answer, andThen, ok, refused } from "../../answer.ts";
import type { StorageGate } from "../../storage-gate.ts";
import { sha256 } from "../identities.ts";
import { type Claims, type RoleRules, roleOf } from "./oidc-roles.ts";

export type OidcAccountsDeps = {
  gate: StorageGate;
  accounts: Pick<Accounts, "find" | "insert" | "replace">;
  subjects: Subjects;
  issuer: string;
  rules: RoleRules;
  now: () => Date;
};

/** More people of one name than this would be no accident. */
const mostOfAName = 50;

/**
 * The accounts of those whom a provider knows. Somebody is who the issuer's `sub` says, however they are called there:
 * a name that an account here has already gets a number behind it.
 */
export class OidcAccounts {
  readonly #deps: OidcAccountsDeps;

  constructor(deps: OidcAccountsDeps) {
    this.#deps = deps;
  }

  /** The account of whoever has logged in, with the role that they have now. */
  async of(claims: Claims): Promise<Answer<Account>> {
    const role = roleOf(claims, this.#deps.rules);
    if (role === "none") return refused("oidc-no-role", "Nothing that the provider says of you gives a role here.");
    const subject = sha256(JSON.stringify([this.#deps.issuer, claims.sub]));
    const found = await this.#deps.gate.use(() => this.#found(subject, claims, role === "keep" ? "viewer" : role));
    return andThen(found, async (account) => {
      if (account.disabled) return refused("account-disabled");
      return role === "keep" || role === account.role ? ok(account) : this.#withRole(account.name, role);
    });
  }

  async #found(subject: string, claims: Claims, role: Role): Promise<Account> {
    const { accounts, subjects } = this.#deps;
    const known = await subjects.find(subject);
    const account = known === undefined ? undefined : await accounts.find(known);
    if (account) return account;
    const made = await this.#make(subject, nameOf(claims), role);
    await subjects.insert(subject, made.name);
    return made;
  }

  /** Whoever comes twice at once, or whose first answer was lost, finds their own. */
  async #make(subject: string, wanted: string, role: Role): Promise<Account> {
    const { accounts, now } = this.#deps;
    for (let number = isReservedName(wanted) ? 2 : 1; number <= mostOfAName; number += 1) {
      const name = number === 1 ? wanted : `${wanted}-${number}`;
      const tenants = role === "admin" ? "all" : ["default"];
      const account: Account = {
        ...{ name, role, tenants, disabled: false, createdAt: now().toISOString() },
        passwordHash: "",
        subject,
      };
      if (await accounts.insert(account)) return account;
      const taken = await accounts.find(name);
      if (taken?.subject === subject) return taken;
    }
    throw new Error(`There are ${mostOfAName} accounts named ${wanted}`);
  }

  /** As the provider says it now. */
  async #withRole(name: string, role: Role): Promise<Answer<Account>> {
    const { gate, accounts } = this.#deps;
    return gate.use(async () => {
      for (;;) {
        const account = await accounts.find(name);
        if (!account) throw new Error("The account is gone");
        const changed = { ...account, role, tenants: tenantsWith(role, account) };
        if (await accounts.replace(changed)) return changed;
      }
    });
  }
}

/** An admin sees all, and whoever was one only by that does so no more. */
function tenantsWith(role: Role, account: Account): Tenants {
  if (role === "admin") return "all";
  return account.role === "admin" ? ["default"] : account.tenants;
}

/** As accounts are named here; who has no such name goes by the subject. */
function nameOf({ sub, preferred_username: username, email }: Claims): string {
  const [name] = [username, email, sub].filter((one) => typeof one === "string" && one !== "") as string[];
  const plain = (name ?? "").toLowerCase().replace(/[^a-z0-9._@+-]+/g, "-");
  return plain.replace(/^[^a-z0-9]+/, "").slice(0, 90) || "somebody";
}
