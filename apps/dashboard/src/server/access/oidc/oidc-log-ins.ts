import { type Answer, andThen, ok, refused } from "../../answer.ts";
import type { LoggedIn, LogIns } from "../log-ins.ts";
import type { OidcAccounts } from "./oidc-accounts.ts";
import type { OidcFlowCookie } from "./oidc-flow-cookie.ts";
import type { OidcProvider } from "./oidc-provider.ts";

export type OidcLogInsDeps = {
  provider: OidcProvider;
  accounts: OidcAccounts;
  cookie: OidcFlowCookie;
  logIns: Pick<LogIns, "begin">;
};

/** Logging in at an OpenID provider; what comes of it is a session as any other. */
export class OidcLogIns {
  readonly #deps: OidcLogInsDeps;

  constructor(deps: OidcLogInsDeps) {
    this.#deps = deps;
  }

  get providerName(): string {
    return this.#deps.provider.name;
  }

  get cookie(): OidcFlowCookie {
    return this.#deps.cookie;
  }

  /** @param from a path of this site. @returns the provider's address, and what the browser is to keep meanwhile. */
  async begin(from: string, secure: boolean): Promise<Answer<{ address: URL; setCookie: string }>> {
    const { provider, cookie } = this.#deps;
    return andThen(await provider.begin(from), async ({ address, flow }) =>
      ok({ address, setCookie: await cookie.text(flow, secure) }),
    );
  }

  /** @param request the browser's, when the provider has sent it back. */
  async finish(request: Request): Promise<Answer<{ loggedIn: LoggedIn; from: string }>> {
    const { provider, accounts, cookie, logIns } = this.#deps;
    const flow = await cookie.read(request.headers.get("cookie"));
    if (!flow) return refused("oidc-over", "Begin again: it was begun in another browser, or too long ago.");
    const agent = request.headers.get("user-agent") ?? undefined;
    return andThen(await provider.finish(new URL(request.url).search, flow), async (claims) =>
      andThen(await accounts.of(claims), async ({ name }) =>
        andThen(await logIns.begin(name, "browser", agent), async (loggedIn) => ok({ loggedIn, from: flow.from })),
      ),
    );
  }
}
