import { type Role, roleSchema } from "@baton/contracts";

/** What a provider says of somebody; all of it its own word. */
export type Claims = { sub: string } & Record<string, unknown>;

export type RoleRules = {
  /** Subjects who are admins whatever else is said of them. */
  admins: readonly string[];
  /** The claim that lists somebody's groups or roles; undefined: roles are given on the page Users and keys. */
  claim: string | undefined;
  /** The values that make somebody what they are; `*`: everybody. */
  values: Readonly<Record<Role, readonly string[]>>;
};

/** From the least to the most that somebody may do. */
const roles = roleSchema.options;

/** `keep`: what the account has stays, and a new one is a viewer; `none`: nobody who may come in. */
export function roleOf(claims: Claims, { admins, claim, values }: RoleRules): Role | "keep" | "none" {
  if (admins.includes(claims.sub)) return "admin";
  if (claim === undefined) return "keep";
  const theirs = valuesOf(claims[claim]);
  return roles.findLast((role) => values[role].some((value) => value === "*" || theirs.includes(value))) ?? "none";
}

/** Providers send a list, one value, or several with spaces between them. */
function valuesOf(claim: unknown): string[] {
  if (Array.isArray(claim)) return claim.filter((value) => typeof value === "string");
  return typeof claim === "string" ? claim.split(" ") : [];
}

/** `viewer=*, operator=oncall, admin=platform`. @returns undefined when it is no such list. */
export function roleValuesFrom(text: string): RoleRules["values"] | undefined {
  const values: Record<Role, string[]> = { viewer: [], operator: [], admin: [] };
  for (const pair of text.split(",")) {
    const [name = "", value = ""] = pair.split("=").map((part) => part.trim());
    const role = roleSchema.safeParse(name);
    if (!role.success || value === "") return undefined;
    values[role.data].push(value);
  }
  return values;
}
