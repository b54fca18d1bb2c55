import { createHmac, hkdfSync, timingSafeEqual } from "node:crypto";
import { errors, jwtVerify, SignJWT } from "jose";

/** Which session a token is of. */
export type SessionName = { account: string; sessionId: string };

export const accessTokenSeconds = 3600;
const issuer = "baton";
const audience = "baton-api";
const algorithm = "HS256";

/**
 * What sessions are known by: a cookie, or a pair of an access token (a JWT) and a refresh token. Cookies and refresh
 * tokens are signed names, so that nothing that is stored is enough to log in with.
 */
export class SessionTokens {
  readonly #jwtKey: Uint8Array;
  readonly #nameKey: Uint8Array;

  /** @param secret shared by all dashboards of a system. */
  constructor(secret: string) {
    this.#jwtKey = derived(secret, "access-token");
    this.#nameKey = derived(secret, "session-name");
  }

  accessToken({ account, sessionId }: SessionName): Promise<string> {
    return new SignJWT({ sid: sessionId })
      .setProtectedHeader({ alg: algorithm })
      .setSubject(account)
      .setIssuer(issuer)
      .setAudience(audience)
      .setIssuedAt()
      .setExpirationTime(`${accessTokenSeconds}s`)
      .sign(this.#jwtKey);
  }

  /** @returns undefined for one that is not ours, not for us, or over. */
  async readAccessToken(token: string): Promise<SessionName | undefined> {
    try {
      const { payload } = await jwtVerify(token, this.#jwtKey, { issuer, audience, algorithms: [algorithm] });
      const { sub, sid } = payload;
      return sub !== undefined && typeof sid === "string" ? { account: sub, sessionId: sid } : undefined;
    } catch (err) {
      if (err instanceof errors.JOSEError) return undefined;
      throw err;
    }
  }

  cookie(name: SessionName): string {
    return this.#signed(["cookie", name.account, name.sessionId]);
  }

  readCookie(text: string): SessionName | undefined {
    const [kind, account, sessionId] = this.#read(text) ?? [];
    return kind === "cookie" && account && sessionId ? { account, sessionId } : undefined;
  }

  /** @param generation the how manieth of its session; only the newest is good. */
  refreshToken(name: SessionName, generation: number): string {
    return this.#signed(["refresh", name.account, name.sessionId, String(generation)]);
  }

  readRefreshToken(text: string): (SessionName & { generation: number }) | undefined {
    const [kind, account, sessionId, generation] = this.#read(text) ?? [];
    return kind === "refresh" && account && sessionId
      ? { account, sessionId, generation: Number(generation) }
      : undefined;
  }

  #signed(parts: string[]): string {
    const text = Buffer.from(JSON.stringify(parts)).toString("base64url");
    return `${text}.${this.#signature(text)}`;
  }

  #read(signed: string): string[] | undefined {
    const [text = "", signature = ""] = signed.split(".");
    const [given, expected] = [Buffer.from(signature), Buffer.from(this.#signature(text))];
    if (given.length !== expected.length || !timingSafeEqual(given, expected)) return undefined;
    return JSON.parse(Buffer.from(text, "base64url").toString()) as string[];
  }

  #signature(text: string): string {
    return createHmac("sha256", this.#nameKey).update(text).digest("base64url");
  }
}

/** One secret, a key for each use. */
function derived(secret: string, use: string): Uint8Array {
  return new Uint8Array(hkdfSync("sha256", secret, "", `baton ${use}`, 32));
}
