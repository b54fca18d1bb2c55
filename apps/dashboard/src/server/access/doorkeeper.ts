import type { IncomingMessage } from "node:http";
import type { ApiRoute, Permission, Redaction } from "@baton/contracts";
import { tenantsText } from "../../view/tenants-text.ts";
import { pathOf, routeOf } from "../door/request-route.ts";
import { forStrangers, type ProblemBody, problemOf } from "../problem.ts";
import { type Caller, localCaller, may } from "./callers.ts";
import type { Identities } from "./identities.ts";

/** Whether a request is answered, and as whose. `login`: a page, for which one must log in first. */
export type Admission =
  | { kind: "admitted"; caller: Caller }
  | { kind: "refused"; problem: ProblemBody; caller: Caller }
  | { kind: "login"; address: string; caller: Caller };

/** Looks at every request before anything is done for it. */
export type Doorkeeper = { admit(request: IncomingMessage): Promise<Admission> };

/** Without accounts. */
export const openDoor: Doorkeeper = {
  admit: async ({ socket }) => ({ kind: "admitted", caller: localCaller(socket.remoteAddress) }),
};

const loginPage = "/login";
/** What the page for logging in is made of, and nothing that anybody has stored. */
const publicPaths = [/^\/login$/, /^\/_next\/static\//, /^\/icon\.svg$/, /^\/favicon\.ico$/];

/** With accounts: what is not on the list of routes is not served, and every route asks for what the list says. */
export class AccountDoorkeeper implements Doorkeeper {
  readonly #identities: Pick<Identities, "callerOf">;
  readonly #redaction: Pick<Redaction, "isOn">;

  constructor(identities: Pick<Identities, "callerOf">, redaction: Pick<Redaction, "isOn">) {
    this.#identities = identities;
    this.#redaction = redaction;
  }

  async admit(request: IncomingMessage): Promise<Admission> {
    const { headers, socket, method = "GET", url = "/" } = request;
    const path = pathOf(url);
    const address = socket.remoteAddress;
    if (path === undefined) return refusal(problemOf("unknown-address"), nobody(address));
    const { authorization, cookie } = headers;
    const who = await this.#identities.callerOf({ authorization, cookie, address });
    if (who.kind === "problem")
      return isPublic(path) ? admittedAs(nobody(address)) : refusal(forStrangers(who.problem), nobody(address));
    const caller = who.value ?? nobody(address);
    return path === "/api" || path.startsWith("/api/")
      ? this.#atRoute(routeOf(method, path), caller)
      : this.#atPage(method, path, url, caller);
  }

  #atRoute(route: ApiRoute | undefined, caller: Caller): Admission {
    const isSomebody = caller.permissions.length > 0;
    if (!route) return refusal(problemOf(isSomebody ? "unknown-address" : "not-logged-in"), caller);
    if (route.access === "public") return admittedAs(caller);
    if (!isSomebody) return refusal(problemOf("not-logged-in"), caller);
    if (route.isEvidence && this.#redaction.isOn && !may(caller, "administer"))
      return refusal(
        problemOf("forbidden", "Fields are redacted here, and this tells them as they are stored: for admins."),
        caller,
      );
    if (route.access !== "login" && !may(caller, route.access)) return refusal(lacking(route.access, caller), caller);
    return route.isOfAllTenants && caller.tenants !== "all" ? refusal(confined(caller), caller) : admittedAs(caller);
  }

  #atPage(method: string, path: string, url: string, caller: Caller): Admission {
    if (method !== "GET" && method !== "HEAD") return refusal(problemOf("unknown-address"), caller);
    if (isPublic(path)) return admittedAs(caller);
    if (caller.permissions.length === 0)
      return { kind: "login", address: `${loginPage}?from=${encodeURIComponent(url)}`, caller };
    return may(caller, "read") ? admittedAs(caller) : refusal(lacking("read", caller), caller);
  }
}

/** Of whoever has shown nothing that is good. */
function nobody(address: string | undefined): Caller {
  return { kind: "account", name: "nobody", permissions: [], tenants: [], address };
}

function isPublic(path: string): boolean {
  return publicPaths.some((pattern) => pattern.test(path));
}

function confined({ name, tenants }: Caller): ProblemBody {
  return problemOf("not-all-tenants", `${name} sees ${tenantsText(tenants)} only.`);
}

function lacking(permission: Permission, { name }: Caller): ProblemBody {
  return problemOf("forbidden", `${name} may not ${permission}.`);
}

function admittedAs(caller: Caller): Admission {
  return { kind: "admitted", caller };
}

function refusal(problem: ProblemBody, caller: Caller): Admission {
  return { kind: "refused", problem, caller };
}
