import type { AccountDesk } from "./account-desk.ts";
import type { LogIns } from "./log-ins.ts";
import type { OidcLogIns } from "./oidc/oidc-log-ins.ts";

/** What there is where there are accounts. `oidc`: who somebody is, a provider says, and there are no passwords. */
export type Auth = { logIns: LogIns; desk: AccountDesk; oidc: OidcLogIns | undefined };
