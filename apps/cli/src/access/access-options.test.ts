import { expect, test } from "vitest";
import { parseOptions } from "../options.ts";
import { UsageError } from "../usage-error.ts";

const common = { at: { url: undefined, apiKey: undefined }, json: false };

test("accounts are listed, made, invited and changed", () => {
  expect(parseOptions(["users", "list"])).toEqual({ kind: "users", action: { kind: "list" }, ...common });
  expect(parseOptions(["users", "add", "olaf", "--role", "operator", "--tenants", "a,b", "--password-stdin"])).toEqual({
    kind: "users",
    action: { kind: "add", name: "olaf", role: "operator", tenants: ["a", "b"], passwordStdin: true },
    ...common,
  });
  expect(parseOptions(["users", "invite", "--tenants", "all", "--json"])).toMatchObject({
    action: { kind: "invite", role: "viewer", tenants: "all" },
    json: true,
  });
  const change = (...args: string[]) => parseOptions(["users", ...args]);
  expect(change("role", "olaf", "admin")).toMatchObject({ action: { name: "olaf", change: { role: "admin" } } });
  expect(change("tenants", "olaf", "acme")).toMatchObject({ action: { change: { tenants: ["acme"] } } });
  expect(change("disable", "olaf")).toMatchObject({ action: { change: { disabled: true } } });
  expect(change("enable", "olaf", "-u", "http://a.example")).toMatchObject({
    action: { change: { disabled: false } },
    at: { url: "http://a.example" },
  });
});

test("API keys are listed, made and revoked", () => {
  expect(parseOptions(["keys", "list"])).toEqual({ kind: "keys", action: { kind: "list" }, ...common });
  expect(
    parseOptions(["keys", "create", "ci", "--scope", "read", "submit", "--expires", "2027-01-01T00:00:00Z"]),
  ).toEqual({
    kind: "keys",
    action: {
      kind: "create",
      name: "ci",
      scopes: ["read", "submit"],
      tenants: undefined,
      expiresAt: "2027-01-01T00:00:00Z",
    },
    ...common,
  });
  expect(parseOptions(["keys", "revoke", "1a"])).toMatchObject({ action: { kind: "revoke", keyId: "1a" } });
});

test.each([
  [["users"], "expected a command"],
  [["users", "add"], "missing required argument"],
  [["users", "role", "olaf", "king"], "Allowed choices are viewer, operator, admin"],
  [["keys", "create", "ci"], "--scope"],
  [["keys", "create", "ci", "--scope", "administer"], "Allowed choices"],
  [["keys", "revoke"], "missing required argument"],
])("%j is refused with what was expected", (args, message) => {
  expect(() => parseOptions(args)).toThrow(UsageError);
  expect(() => parseOptions(args)).toThrow(message);
});
