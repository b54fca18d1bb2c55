import { expect, test } from "vitest";
import type { Caller } from "../access/callers.ts";
import { networkOf, quotaHolderOf } from "./quota-holder.ts";

test("an account, a key and an address are counted apart, whatever they are called", () => {
  const account: Caller = {
    kind: "account",
    name: "10.0.0.1",
    permissions: ["read"],
    tenants: "all",
    address: "10.0.0.1",
  };
  const key: Caller = { ...account, kind: "key" };
  const nobody: Caller = { ...account, permissions: [] };
  expect(new Set([account, key, nobody].map(quotaHolderOf)).size).toBe(3);
  expect(quotaHolderOf({ ...account, address: "10.0.0.2" })).toBe(quotaHolderOf(account));
  expect(quotaHolderOf({ ...nobody, address: "10.0.0.2" })).not.toBe(quotaHolderOf(nobody));
});

test.each([
  ["10.1.2.3", "10.1.2.3"],
  ["::ffff:10.1.2.3", "10.1.2.3"],
  ["2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"],
  ["2001:DB8:1:2::9", "2001:db8:1:2::/64"],
  ["2001:db8::9", "2001:db8:0:0::/64"],
  ["::1", "0:0:0:0::/64"],
  ["fe80::1%eth0", "fe80:0:0:0::/64"],
  ["", ""],
])("%s is counted as %s", (address, network) => {
  expect(networkOf(address)).toBe(network);
});
