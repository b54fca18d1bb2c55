import { hkdfSync } from "node:crypto";
import { parseCookie, stringifySetCookie } from "cookie";
import { EncryptJWT, errors, jwtDecrypt } from "jose";
import type { OidcFlow } from "./oidc-provider.ts";

const name = "baton_oidc";
/** Only the route that ends a log-in gets it. */
const path = "/api/auth/oidc";
const keptSeconds = 600;

/** A log-in that is under way, kept by the browser that has begun it: another one cannot end it. */
export class OidcFlowCookie {
  readonly #key: Uint8Array;

  /** @param secret shared by all dashboards of a system. */
  constructor(secret: string) {
    this.#key = new Uint8Array(hkdfSync("sha256", secret, "", "baton oidc-flow", 32));
  }

  async text(flow: OidcFlow, secure: boolean): Promise<string> {
    const value = await new EncryptJWT({ flow })
      .setProtectedHeader({ alg: "dir", enc: "A256GCM" })
      .setExpirationTime(`${keptSeconds}s`)
      .encrypt(this.#key);
    return this.#cookie(value, keptSeconds, secure);
  }

  forget(secure: boolean): string {
    return this.#cookie("", 0, secure);
  }

  /** @returns undefined when there is none, or it is over. */
  async read(header: string | null): Promise<OidcFlow | undefined> {
    const value = parseCookie(header ?? "")[name];
    if (!value) return undefined;
    try {
      return (await jwtDecrypt<{ flow: OidcFlow }>(value, this.#key)).payload.flow;
    } catch (err) {
      if (err instanceof errors.JOSEError) return undefined;
      throw err;
    }
  }

  // Lax: the provider's page leads back here.
  #cookie(value: string, maxAge: number, secure: boolean): string {
    return stringifySetCookie({ name, value, path, maxAge, httpOnly: true, sameSite: "lax", secure });
  }
}
