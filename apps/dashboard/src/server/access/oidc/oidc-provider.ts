import * as client from "openid-client";
import { type Answer, ok, refused } from "../../answer.ts";
import type { Claims } from "./oidc-roles.ts";

export type OidcProviderOptions = {
  issuer: URL;
  clientId: string;
  /** Undefined: a public client. */
  clientSecret: string | undefined;
  scopes: string;
  /** Where the provider sends whoever has logged in: registered there. */
  redirectUri: URL;
};

/** What belongs together of a log-in that is under way; `from`: where somebody wanted to go. */
export type OidcFlow = { state: string; nonce: string; verifier: string; from: string };

const requestSeconds = 10;
/** After a failure, so that an outage of the provider is not met with a request for each click. */
const againMs = 2000;

/** The OpenID provider: asked what it can when somebody logs in, not before, so that it may be away at a start. */
export class OidcProvider {
  readonly #options: OidcProviderOptions;
  #found: Promise<client.Configuration> | undefined;

  constructor(options: OidcProviderOptions) {
    this.#options = options;
  }

  /** How people know it. */
  get name(): string {
    return this.#options.issuer.host;
  }

  /** The address at which somebody logs in, with code flow and PKCE. */
  async begin(from: string): Promise<Answer<{ address: URL; flow: OidcFlow }>> {
    try {
      const config = await this.#configuration();
      const verifier = client.randomPKCECodeVerifier();
      const flow = { state: client.randomState(), nonce: client.randomNonce(), verifier, from };
      const address = client.buildAuthorizationUrl(config, {
        redirect_uri: this.#options.redirectUri.href,
        scope: this.#options.scopes,
        state: flow.state,
        nonce: flow.nonce,
        code_challenge: await client.calculatePKCECodeChallenge(verifier),
        code_challenge_method: "S256",
      });
      return ok({ address, flow });
    } catch (err) {
      return away(err);
    }
  }

  /** What the provider says of whoever has logged in. @param query of the address to which they were sent back. */
  async finish(query: string, flow: OidcFlow): Promise<Answer<Claims>> {
    const came = new URL(this.#options.redirectUri);
    came.search = query;
    try {
      const config = await this.#configuration();
      const tokens = await client.authorizationCodeGrant(config, came, {
        pkceCodeVerifier: flow.verifier,
        expectedState: flow.state,
        expectedNonce: flow.nonce,
        idTokenExpected: true,
      });
      const claims = tokens.claims() as unknown as Claims;
      // Some providers tell names and groups there only.
      const isAsked = config.serverMetadata().userinfo_endpoint !== undefined;
      const more = isAsked ? await client.fetchUserInfo(config, tokens.access_token, claims.sub) : {};
      return ok({ ...more, ...claims });
    } catch (err) {
      if (err instanceof client.AuthorizationResponseError || err instanceof client.ResponseBodyError)
        return refused("oidc-refused", `The provider says: ${err.error_description ?? err.error}.`);
      if (err instanceof client.WWWAuthenticateChallengeError)
        return refused("oidc-refused", "The provider does not take this dashboard's id or secret.");
      // What is wrong with the answer itself: a state, nonce or signature that does not fit.
      if (err instanceof client.ClientError && !isOutage(err))
        return refused("oidc-refused", "Its answer does not fit.");
      return away(err);
    }
  }

  #configuration(): Promise<client.Configuration> {
    if (this.#found) return this.#found;
    const { issuer, clientId, clientSecret } = this.#options;
    const authentication = clientSecret === undefined ? client.None() : client.ClientSecretBasic(clientSecret);
    const found = client.discovery(issuer, clientId, undefined, authentication, {
      timeout: requestSeconds,
      execute: [
        // Not only because they came by TLS.
        client.enableNonRepudiationChecks,
        // Settings allow this for a provider on this machine only.
        ...(issuer.protocol === "http:" ? [client.allowInsecureRequests] : []),
      ],
    });
    this.#found = found;
    found.catch(() => setTimeout(() => this.#forget(found), againMs).unref());
    return found;
  }

  #forget(failed: Promise<client.Configuration>): void {
    if (this.#found === failed) this.#found = undefined;
  }
}

function away(err: unknown): Answer<never> {
  return refused("oidc-unavailable", `${causeOf(err)}.`);
}

function isOutage({ cause, code }: client.ClientError): boolean {
  return code === "OAUTH_TIMEOUT" || cause instanceof TypeError || cause instanceof DOMException;
}

function causeOf(err: unknown): string {
  const { message, cause } = err as Error;
  const inner = cause instanceof Error ? (cause as NodeJS.ErrnoException).code : undefined;
  return inner ?? message;
}
