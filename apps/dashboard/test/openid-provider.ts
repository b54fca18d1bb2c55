import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import Provider, { type Configuration } from "oidc-provider";

/** Somebody whom the provider knows. */
export type Person = { sub: string; preferred_username?: string; groups?: string[] };

/** A real OpenID provider on this machine, whose own pages for logging in are the library's for development. */
export class OpenIdProvider {
  readonly #people = new Map<string, Person>();
  #server: Server | undefined;
  #port = 0;

  get issuer(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  /** What it says of somebody from now on. */
  knows(person: Person): void {
    this.#people.set(person.sub, person);
  }

  /** @param redirectUri where it sends people: told before the dashboard that listens there is started. */
  async start(redirectUri: string): Promise<this> {
    const server = createServer();
    server.listen(this.#port, "127.0.0.1");
    await new Promise((resolve) => server.once("listening", resolve));
    this.#port = (server.address() as AddressInfo).port;
    const provider = new Provider(this.issuer, this.#configuration(redirectUri));
    server.on("request", provider.callback());
    this.#server = server;
    return this;
  }

  async stop(): Promise<void> {
    const server = this.#server;
    if (!server) return;
    this.#server = undefined;
    const closed = new Promise((resolve) => server.close(resolve));
    server.closeAllConnections();
    await closed;
  }

  #configuration(redirectUri: string): Configuration {
    return {
      clients: [
        {
          client_id: "baton",
          client_secret: "the client's secret",
          redirect_uris: [redirectUri],
          grant_types: ["authorization_code"],
        },
      ],
      claims: { openid: ["sub"], profile: ["preferred_username", "groups"], email: ["email"] },
      cookies: { keys: ["only for this test"] },
      findAccount: (_context, sub) => ({
        accountId: sub,
        claims: () => ({ ...(this.#people.get(sub) ?? { sub }) }),
      }),
    };
  }
}

/** Follows the way through a log-in as a browser does, with its cookies, and fills in the provider's forms. */
export class Visitor {
  readonly #cookies = new Map<string, Map<string, string>>();

  /** Follows links that the answers tell, until there is none or it leads to `until`. */
  async open(address: string, until?: string): Promise<Response & { at: string }> {
    let at = address;
    for (let steps = 0; steps < 20; steps += 1) {
      const response = await this.fetch(at);
      const to = response.headers.get("location");
      if (to === null) return Object.assign(response, { at });
      at = new URL(to, at).href;
      if (until !== undefined && at.startsWith(until)) return Object.assign(response, { at });
    }
    throw new Error(`The way from ${address} has no end`);
  }

  async fetch(address: string, init: RequestInit = {}): Promise<Response> {
    const { origin } = new URL(address);
    const jar = this.#cookies.get(origin) ?? new Map<string, string>();
    this.#cookies.set(origin, jar);
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join("; ");
    const headers = { ...(init.headers as Record<string, string>), ...(cookie ? { cookie } : {}) };
    const response = await fetch(address, { ...init, redirect: "manual", headers });
    for (const line of response.headers.getSetCookie()) {
      const [name = "", value = ""] = (line.split(";", 1)[0] ?? "").split(/=(.*)/s);
      if (value === "" || /max-age=0/i.test(line)) jar.delete(name);
      else jar.set(name, value);
    }
    return response;
  }

  /** Logs in at the provider as somebody and allows what is asked. @returns the address to which it leads back. */
  async logIn(address: string, sub: string, back: string): Promise<string> {
    let page = await this.open(address, back);
    for (const fields of [{ prompt: "login", login: sub, password: "any" }, { prompt: "consent" }]) {
      if (page.at.startsWith(back)) return page.at;
      const action = /<form[^>]*action="([^"]+)"/.exec(await page.text())?.[1];
      if (action === undefined) throw new Error(`There is no form at ${page.at}`);
      const to = new URL(action, page.at).href;
      const body = new URLSearchParams(fields as Record<string, string>);
      const sent = await this.fetch(to, { method: "POST", body });
      page = await this.open(new URL(sent.headers.get("location") ?? "", to).href, back);
    }
    return page.at;
  }
}
