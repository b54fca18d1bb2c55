import { expect, test } from "vitest";
import { type Claims, type RoleRules, roleOf, roleValuesFrom } from "./oidc-roles.ts";

const rules: RoleRules = {
  admins: ["root"],
  claim: "groups",
  values: roleValuesFrom("viewer=staff, operator=oncall, operator=ops, admin=platform") ?? {
    viewer: [],
    operator: [],
    admin: [],
  },
};

test.each<[claims: Claims, role: string]>([
  [{ sub: "a", groups: ["staff"] }, "viewer"],
  [{ sub: "a", groups: ["staff", "oncall"] }, "operator"],
  [{ sub: "a", groups: ["platform", "staff"] }, "admin"],
  [{ sub: "a", groups: "staff ops" }, "operator"],
  [{ sub: "a", groups: ["staffed"] }, "none"],
  [{ sub: "a", groups: { staff: true } }, "none"],
  [{ sub: "a" }, "none"],
  [{ sub: "root" }, "admin"],
])("%j is %s", (claims, role) => {
  expect(roleOf(claims, rules)).toBe(role);
});

test("everybody is let in where a value stands for all, and without a claim roles are given here", () => {
  const forAll = { ...rules, values: { viewer: ["*"], operator: [], admin: [] } };
  expect(roleOf({ sub: "a" }, forAll)).toBe("viewer");
  expect(roleOf({ sub: "a", groups: ["platform"] }, { ...rules, claim: undefined })).toBe("keep");
});

test.each(["", "viewer", "viewer=", "boss=x", "viewer=a;admin=b,"])("“%s” is no list of roles", (text) => {
  expect(roleValuesFrom(text)).toBeUndefined();
});
