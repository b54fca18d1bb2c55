import type { Stats } from "@baton/contracts";
import { dimensionOf, startOfHour, type TenantHour } from "./stats-rows.ts";
import { Tally, tallyFrom } from "./tally.ts";

const namesShown = 50;

/** The sums of many hours together. */
export class WindowSums {
  readonly #total = new Tally();
  readonly #hours = new Map<string, Tally>();
  readonly #named = { type: new NamedTallies(), key: new NamedTallies(), submitter: new NamedTallies() };

  /** @param row a sum's row of the tenant's hour. */
  add(row: Record<string, unknown>, { tenantId, hour }: TenantHour): void {
    const tally = tallyFrom(row);
    const name = (row["Name"] as string) || undefined;
    const dimension = dimensionOf(row["rowKey"] as string);
    if (dimension === "all") {
      this.#total.merge(tally);
      mergeInto(this.#hours, hour, tally);
    } else {
      // A key is one of its tenant; types and submitters are the same everywhere.
      this.#named[dimension].add(name, dimension === "key" ? tenantId : "", tally);
    }
  }

  get shown(): Omit<Stats, "window" | "from" | "to"> {
    const { type, key, submitter } = this.#named;
    const hours = [...this.#hours].sort(([one], [other]) => (one < other ? -1 : 1));
    return {
      total: this.#total.figures,
      hours: hours.map(([hour, tally]) => ({ hour: startOfHour(hour), ...tally.figures })),
      types: type.ranked().map(toLine),
      keys: key.ranked().map((named) => ({ ...toLine(named), tenantId: named.scope })),
      submitters: submitter.ranked().map(toLine),
    };
  }
}

type NamedTally = { name: string | undefined; scope: string; tally: Tally };

/** Sums by name, within scopes that do not know each other's names; one without a name is the rest of its scope. */
class NamedTallies {
  readonly #named = new Map<string, NamedTally>();
  readonly #rests = new Map<string, Tally>();

  add(name: string | undefined, scope: string, tally: Tally): void {
    if (name === undefined) mergeInto(this.#rests, scope, tally);
    else this.#addNamed(name, scope, tally);
  }

  #addNamed(name: string, scope: string, tally: Tally): void {
    const id = JSON.stringify([scope, name]);
    const known = this.#named.get(id);
    if (known) known.tally.merge(tally);
    else this.#named.set(id, { name, scope, tally });
  }

  /** Most jobs first, and the rests after them. */
  ranked(): NamedTally[] {
    const all = [...this.#named.values()].sort((one, other) => other.tally.jobs - one.tally.jobs);
    const rests = new Map<string, Tally>();
    for (const [scope, tally] of this.#rests) mergeInto(rests, scope, tally);
    for (const { scope, tally } of all.slice(namesShown)) mergeInto(rests, scope, tally);
    const unnamed = [...rests].map(([scope, tally]) => ({ name: undefined, scope, tally }));
    return [...all.slice(0, namesShown), ...unnamed];
  }
}

function mergeInto(tallies: Map<string, Tally>, name: string, tally: Tally): void {
  const known = tallies.get(name) ?? new Tally();
  known.merge(tally);
  tallies.set(name, known);
}

function toLine({ name, tally }: NamedTally) {
  return { ...(name === undefined ? {} : { name }), ...tally.figures };
}
