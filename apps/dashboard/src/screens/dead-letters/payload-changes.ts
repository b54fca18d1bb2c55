import type { Json } from "@baton/contracts";
import { isFields } from "../submit/payload/json-value.ts";
import { pathOf } from "../submit/payload/payload-context.ts";

/** A value that is another in the new payload; `before` or `after` is missing when it was added or taken out. */
export type PayloadChange = { path: string; before?: Json; after?: Json };

/** What two payloads do not have in common, as small as it can be told. */
export function payloadChanges(before: Json, after: Json, path = ""): PayloadChange[] {
  if (JSON.stringify(before) === JSON.stringify(after)) return [];
  const [from, to] = [partsOf(before), partsOf(after)];
  if (!from || !to || Array.isArray(before) !== Array.isArray(after)) return [{ path, before, after }];
  const names = new Set([...Object.keys(from), ...Object.keys(to)]);
  return [...names].flatMap((name) => {
    const inside = pathOf(path, name);
    const [one, other] = [partOf(from, name), partOf(to, name)];
    if (one === undefined) return other === undefined ? [] : [{ path: inside, after: other }];
    return other === undefined ? [{ path: inside, before: one }] : payloadChanges(one, other, inside);
  });
}

type Parts = { [name: string]: Json };

function partsOf(value: Json): Parts | undefined {
  if (Array.isArray(value)) return Object.fromEntries(value.entries());
  return isFields(value) ? value : undefined;
}

function partOf(parts: Parts, name: string): Json | undefined {
  return Object.hasOwn(parts, name) ? parts[name] : undefined;
}
