import type { AuthTokens } from "@baton/contracts";

/** Asks for new tokens. */
export type Renew = (refreshToken: string) => Promise<AuthTokens>;

/** Where the tokens of a session are kept. */
export type TokenStore = {
  /** Undefined: nobody is logged in. */
  read(): Promise<AuthTokens | undefined>;
  /**
   * Keeps what `renew` gives for the refresh token that is kept. A refresh token that is used twice ends its session: so
   * nobody else renews meanwhile, and where another access token than `stale` is kept already, that is it.
   */
  renewed(stale: string, renew: Renew): Promise<AuthTokens | undefined>;
};

/** As whom requests are made: of an API key, or of an account that has logged in. */
export type Credentials = { apiKey: string } | { tokens: TokenStore };

/** Tokens of this process alone. */
export class MemoryTokens implements TokenStore {
  #tokens: AuthTokens;
  #renewing: Promise<AuthTokens> | undefined;

  constructor(tokens: AuthTokens) {
    this.#tokens = tokens;
  }

  async read(): Promise<AuthTokens> {
    return this.#tokens;
  }

  async renewed(stale: string, renew: Renew): Promise<AuthTokens> {
    if (this.#tokens.accessToken !== stale) return this.#tokens;
    this.#renewing ??= this.#renew(renew).finally(() => {
      this.#renewing = undefined;
    });
    return this.#renewing;
  }

  async #renew(renew: Renew): Promise<AuthTokens> {
    this.#tokens = await renew(this.#tokens.refreshToken);
    return this.#tokens;
  }
}
