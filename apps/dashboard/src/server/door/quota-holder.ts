import { isIPv6 } from "node:net";
import type { Caller } from "../access/callers.ts";

/** Whose requests are counted together: an account's, a key's, or those of nobody from one address. */
export function quotaHolderOf({ kind, name, permissions, address = "" }: Caller): string {
  return permissions.length > 0 ? `${kind} ${name}` : `address ${networkOf(address)}`;
}

/** Whoever has one IPv6 address has all of its /64, so that they count as one. */
export function networkOf(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (mapped !== undefined) return mapped;
  if (!isIPv6(address)) return address;
  return `${groupsOf(address).slice(0, 4).join(":")}::/64`;
}

function groupsOf(address: string): string[] {
  const bare = address.split("%", 1)[0] ?? "";
  const whole = URL.parse(`http://[${bare}]`)?.hostname.slice(1, -1) ?? bare;
  const [head = "", tail = ""] = whole.split("::");
  const before = head === "" ? [] : head.split(":");
  const after = tail === "" ? [] : tail.split(":");
  return [...before, ...Array<string>(Math.max(0, 8 - before.length - after.length)).fill("0"), ...after];
}
