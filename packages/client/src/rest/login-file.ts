import { randomUUID } from "node:crypto";
import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { type AuthTokens, tokensSchema } from "@baton/contracts";
import * as z from "zod";
import type { Renew, TokenStore } from "./credentials.ts";
import { withFileLock } from "./file-lock.ts";

const loginSchema = z.object({ url: z.string(), name: z.string(), tokens: tokensSchema });

/** Who has logged in, where, and with which tokens. */
export type Login = z.infer<typeof loginSchema>;

type Environment = Record<string, string | undefined>;

/** Nobody but its owner may read the file; several programs may use it at once. */
export class LoginFile implements TokenStore {
  readonly path: string;

  constructor(path: string) {
    this.path = path;
  }

  /** `$XDG_CONFIG_HOME/baton/login.json`, else below `~/.config`. */
  static of(env: Environment): LoginFile {
    return new LoginFile(join(env["XDG_CONFIG_HOME"] || join(homedir(), ".config"), "baton", "login.json"));
  }

  /** Undefined when nobody is logged in, also when what is there is no login. */
  async login(): Promise<Login | undefined> {
    try {
      return loginSchema.safeParse(JSON.parse(await readFile(this.path, "utf8"))).data;
    } catch (err) {
      if (err instanceof SyntaxError || (err as NodeJS.ErrnoException).code === "ENOENT") return undefined;
      throw err;
    }
  }

  async read(): Promise<AuthTokens | undefined> {
    return (await this.login())?.tokens;
  }

  async renewed(stale: string, renew: Renew): Promise<AuthTokens | undefined> {
    return withFileLock(this.path, async () => {
      const login = await this.login();
      if (!login || login.tokens.accessToken !== stale) return login?.tokens;
      const tokens = await renew(login.tokens.refreshToken);
      await this.#write({ ...login, tokens });
      return tokens;
    });
  }

  async keep(login: Login): Promise<void> {
    await mkdir(dirname(this.path), { recursive: true, mode: 0o700 });
    await withFileLock(this.path, () => this.#write(login));
  }

  async remove(): Promise<void> {
    if (await this.login()) await withFileLock(this.path, () => rm(this.path, { force: true }));
  }

  /** Whoever reads finds the old or the new one, whole. */
  async #write(login: Login): Promise<void> {
    const written = `${this.path}.${randomUUID()}`;
    await writeFile(written, `${JSON.stringify(login, undefined, 2)}\n`, { mode: 0o600, flag: "wx" });
    await rename(written, this.path);
  }
}
