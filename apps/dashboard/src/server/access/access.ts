import type { Redaction } from "@baton/contracts";
import { Accounts, ApiKeys, Invites, Sessions, type Storage, Subjects } from "@baton/store";
import type { DashboardConfig } from "../dashboard-config.ts";
import type { StorageGate } from "../storage-gate.ts";
import { AccountDesk } from "./account-desk.ts";
import type { Auth } from "./auth.ts";
import { authSecret } from "./auth-secret.ts";
import type { Callers } from "./callers.ts";
import { AccountDoorkeeper, type Doorkeeper, openDoor } from "./doorkeeper.ts";
import { provideFirstAdmin } from "./first-admin.ts";
import { Identities } from "./identities.ts";
import { LogIns } from "./log-ins.ts";
import { LoginThrottle } from "./login-throttle.ts";
import { OidcAccounts } from "./oidc/oidc-accounts.ts";
import { OidcFlowCookie } from "./oidc/oidc-flow-cookie.ts";
import { OidcLogIns } from "./oidc/oidc-log-ins.ts";
import { OidcProvider } from "./oidc/oidc-provider.ts";
import { oidcSettings } from "./oidc/oidc-settings.ts";
import { SessionTokens } from "./session-tokens.ts";

/** Who may come in, and where whoever wants to logs in. */
export type Access = {
  doorkeeper: Doorkeeper;
  auth: Auth | undefined;
  /** Called when storage is there. */
  prepare: () => Promise<void>;
};

type AccessParts = {
  config: DashboardConfig;
  storage: Storage;
  gate: StorageGate;
  callers: Callers;
  redaction: Redaction;
  /** Tells whoever started this what belongs in no log. */
  tell: (text: string) => void;
};

/** Everybody who reaches this machine is its one user. */
export const withoutAccounts: Access = { doorkeeper: openDoor, auth: undefined, prepare: async () => undefined };

export function withAccounts({ config, storage, gate, callers, redaction, tell }: AccessParts): Access {
  const accounts = new Accounts(storage);
  const sessions = new Sessions(storage);
  const apiKeys = new ApiKeys(storage);
  const secret = authSecret(config.AUTH_SECRET, config.dataFolder);
  const tokens = new SessionTokens(secret);
  const now = () => storage.clock.now();
  const identities = new Identities({
    gate,
    accounts,
    sessions,
    apiKeys,
    tokens,
    hasProvider: config.AUTH_MODE === "oidc",
    now,
  });
  const throttle = new LoginThrottle();
  const admin = { name: config.AUTH_ADMIN_NAME, password: config.AUTH_ADMIN_PASSWORD };
  const logIns = new LogIns({ gate, accounts, sessions, tokens, throttle, identities, callers, now });
  const oidc =
    config.AUTH_MODE === "oidc" ? oidcLogIns(config, { gate, storage, accounts, logIns, secret, now }) : undefined;
  return {
    doorkeeper: new AccountDoorkeeper(identities, redaction),
    auth: {
      logIns,
      oidc,
      desk: new AccountDesk({
        gate,
        accounts,
        sessions,
        apiKeys,
        invites: new Invites(storage),
        callers,
        registration: config.AUTH_REGISTRATION,
        now,
      }),
    },
    // A provider's people need no password, and it says who is an admin.
    prepare: async () => (oidc ? undefined : provideFirstAdmin(accounts, admin, tell)),
  };
}

type OidcParts = Pick<AccessParts, "gate" | "storage"> & {
  accounts: Accounts;
  logIns: LogIns;
  secret: string;
  now: () => Date;
};

function oidcLogIns(config: DashboardConfig, { gate, storage, accounts, logIns, secret, now }: OidcParts): OidcLogIns {
  const { provider, rules } = oidcSettings(config);
  const subjects = new Subjects(storage);
  return new OidcLogIns({
    provider: new OidcProvider(provider),
    accounts: new OidcAccounts({ gate, accounts, subjects, issuer: provider.issuer.href, rules, now }),
    cookie: new OidcFlowCookie(secret),
    logIns,
  });
}
