import { randomUUID } from "node:crypto";
import {
  type AuthTokens,
  isUuid,
  loginRequestSchema,
  passwordChangeSchema,
  refreshRequestSchema,
  type SessionView,
} from "@baton/contracts";
import type { Accounts, Session, Sessions, StoredSession } from "@baton/store";
import { type Answer, andThen, ok, refused } from "../answer.ts";
import type { StorageGate } from "../storage-gate.ts";
import { parsed } from "./auth-body.ts";
import type { Caller, Callers } from "./callers.ts";
import type { Identities } from "./identities.ts";
import type { LoginThrottle } from "./login-throttle.ts";
import { hashPassword, isNobodysPassword, isPassword } from "./password-hash.ts";
import { accessTokenSeconds, type SessionName, type SessionTokens } from "./session-tokens.ts";

export type LogInsDeps = {
  gate: StorageGate;
  accounts: Pick<Accounts, "find" | "replace">;
  sessions: Sessions;
  tokens: SessionTokens;
  throttle: LoginThrottle;
  identities: Pick<Identities, "forget">;
  callers: Callers;
  now: () => Date;
};

/** How somebody came in: a browser keeps the cookie, a program the tokens. */
export type LoggedIn = { name: string; cookie: string } | AuthTokens;

const sessionMs = 30 * 24 * 3600_000;

/** Logging in and out, and what one sees of one's own sessions. */
export class LogIns {
  readonly #deps: LogInsDeps;

  constructor(deps: LogInsDeps) {
    this.#deps = deps;
  }

  /** `POST /api/auth/login`. @param agent what the browser or program calls itself. */
  async logIn(text: string, agent: string | undefined): Promise<Answer<LoggedIn>> {
    return andThen(await parsed(loginRequestSchema, text), async ({ name, password, cookie }) => {
      const { address } = this.#deps.callers.current;
      const tries = await this.#deps.throttle.take(name, address);
      if (tries.kind === "problem") return tries;
      return andThen(await this.#isAccount(name, password), async (isRight) => {
        if (!isRight) return refused("wrong-credentials");
        await this.#deps.throttle.succeeded(name, address);
        return this.begin(name, cookie ? "browser" : "program", agent);
      });
    });
  }

  /** A new session of somebody who has shown who they are. */
  async begin(account: string, kind: Session["kind"], agent: string | undefined): Promise<Answer<LoggedIn>> {
    const { gate, sessions, callers } = this.#deps;
    const now = this.#deps.now();
    const { address } = callers.current;
    const session: Session = {
      sessionId: randomUUID(),
      account,
      kind,
      generation: 1,
      createdAt: now.toISOString(),
      lastUsedAt: now.toISOString(),
      expiresAt: new Date(now.getTime() + sessionMs).toISOString(),
      ...(address === undefined ? {} : { address }),
      ...(agent === undefined ? {} : { agent: agent.slice(0, 300) }),
    };
    return andThen(await gate.use(() => sessions.insert(session)), async () => ok(await this.#shown(session)));
  }

  /**
   * `POST /api/auth/refresh`: new tokens for the newest refresh token. One that was used before has been stolen, or its
   * successor has: the session ends.
   */
  async refresh(text: string): Promise<Answer<AuthTokens>> {
    return andThen(await parsed(refreshRequestSchema, text), ({ refreshToken }) => this.#renew(refreshToken));
  }

  async #renew(refreshToken: string): Promise<Answer<AuthTokens>> {
    const named = this.#deps.tokens.readRefreshToken(refreshToken);
    if (!named) return refused("not-logged-in", "This is no refresh token of this system.");
    const { gate, sessions } = this.#deps;
    for (;;) {
      const found = await gate.use(() => sessions.find(named.account, named.sessionId));
      if (found.kind === "problem") return found;
      const session = found.value;
      if (!session || new Date(session.expiresAt) <= this.#deps.now()) return refused("not-logged-in");
      if (session.generation !== named.generation) return this.#reused(session);
      const next = { ...session, generation: session.generation + 1, lastUsedAt: this.#deps.now().toISOString() };
      const replaced = await gate.use(() => sessions.replace(next));
      if (replaced.kind === "problem") return replaced;
      // Else it has changed meanwhile: it was used, or another has come with the same token.
      if (replaced.value) return ok((await this.#shown(next)) as AuthTokens);
    }
  }

  async logOut(): Promise<Answer<SessionName | undefined>> {
    const { session } = this.#deps.callers.current;
    if (!session) return ok(undefined);
    return andThen(await this.#end(session), async () => ok(session));
  }

  /** `POST /api/auth/password`. */
  async changePassword(text: string): Promise<Answer<{ changed: true }>> {
    return andThen(await parsed(passwordChangeSchema, text), async ({ current, next }) =>
      andThen(this.#own(), async (own) => {
        const { gate, accounts, sessions, throttle, callers } = this.#deps;
        const tries = await throttle.take(own.account, callers.current.address);
        if (tries.kind === "problem") return tries;
        return andThen(await gate.use(() => accounts.find(own.account)), async (account) => {
          if (!account || !(await isPassword(current, account.passwordHash))) return refused("wrong-credentials");
          await throttle.succeeded(own.account, callers.current.address);
          const passwordHash = await hashPassword(next);
          return andThen(await gate.use(() => accounts.replace({ ...account, passwordHash })), async (isOurs) => {
            if (!isOurs) return refused("account-changed");
            const ended = await gate.use(() => sessions.endAll(own.account, own.sessionId));
            return andThen(ended, async () => ok({ changed: true }));
          });
        });
      }),
    );
  }

  /** `GET /api/auth/sessions`. */
  async sessions(): Promise<Answer<{ sessions: SessionView[] }>> {
    return andThen(this.#own(), async (own) => {
      const listed = await this.#deps.gate.use(() => this.#deps.sessions.list(own.account));
      return andThen(listed, async (sessions) => ok({ sessions: sessions.map((session) => viewOf(session, own)) }));
    });
  }

  /** `DELETE /api/auth/sessions/{sessionId}`. */
  async endSession(sessionId: string): Promise<Answer<{ ended: true }>> {
    return andThen(this.#own(), async ({ account }) => {
      if (!isUuid(sessionId)) return refused("unknown-session");
      return andThen(await this.#end({ account, sessionId }), async (wasThere) =>
        wasThere ? ok({ ended: true }) : refused("unknown-session"),
      );
    });
  }

  async #end(name: SessionName): Promise<Answer<boolean>> {
    const { gate, sessions, identities } = this.#deps;
    const ended = await gate.use(() => sessions.end(name.account, name.sessionId));
    identities.forget(name);
    return ended;
  }

  async #reused(session: StoredSession): Promise<Answer<never>> {
    return andThen(await this.#end(session), async () =>
      refused("not-logged-in", "This refresh token was used before, so the session was ended: log in again."),
    );
  }

  async #isAccount(name: string, password: string): Promise<Answer<boolean>> {
    return andThen(await this.#deps.gate.use(() => this.#deps.accounts.find(name)), async (account) => {
      if (!account || account.disabled) return ok(await isNobodysPassword(password));
      return ok(await isPassword(password, account.passwordHash));
    });
  }

  async #shown(session: Session): Promise<LoggedIn> {
    const { tokens } = this.#deps;
    if (session.kind === "browser") return { name: session.account, cookie: tokens.cookie(session) };
    return {
      accessToken: await tokens.accessToken(session),
      tokenType: "Bearer",
      expiresInSeconds: accessTokenSeconds,
      refreshToken: tokens.refreshToken(session, session.generation),
    };
  }

  /** The session that asks; an API key has none. */
  #own(): Answer<NonNullable<Caller["session"]>> {
    const { session } = this.#deps.callers.current;
    return session ? ok(session) : refused("no-account");
  }
}

function viewOf({ account: _account, generation: _generation, etag: _etag, ...view }: StoredSession, own: SessionName) {
  return { ...view, isThis: view.sessionId === own.sessionId };
}
