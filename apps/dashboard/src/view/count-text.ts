import type { Count } from "@baton/contracts";

const format = new Intl.NumberFormat("en");

/** `1,204`; `1,000+` when there may be more. */
export function countText({ count, isAll }: Count): string {
  return isAll ? format.format(count) : `${format.format(count)}+`;
}
