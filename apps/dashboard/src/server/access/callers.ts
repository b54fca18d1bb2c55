import { AsyncLocalStorage } from "node:async_hooks";
import { type CallerView, type Operator, type Permission, permissionSchema, type Tenants } from "@baton/contracts";
import type { SessionName } from "./session-tokens.ts";

/** Who makes a request: the name is what records tell of it. `session`: of somebody who has logged in. */
export type Caller = CallerView & { address: string | undefined; session?: SessionName };

/** Whose request is being answered: known to whatever is done for it, without being handed through. */
export class Callers {
  readonly #callers = new AsyncLocalStorage<Caller>();

  during<T>(caller: Caller, work: () => T): T {
    return this.#callers.run(caller, work);
  }

  /** @throws outside a request. */
  get current(): Caller {
    const caller = this.#callers.getStore();
    if (!caller) throw new Error("Nobody asks: this is no request");
    return caller;
  }

  /** Whose jobs, lock keys and schedules there are for whoever asks. */
  get tenants(): Tenants {
    return this.current.tenants;
  }

  /** The same as the one who gives a command. */
  get operator(): Operator {
    const { name, address } = this.current;
    return { name, ...(address === undefined ? {} : { address }) };
  }
}

/** Without accounts whoever reaches the server is one and the same. */
export function localCaller(address: string | undefined): Caller {
  return { kind: "local", name: "local", permissions: permissionSchema.options, tenants: "all", address };
}

export function may({ permissions }: Caller, permission: Permission): boolean {
  return permissions.includes(permission);
}
