import type { Json } from "@baton/contracts";

export type JsonMember = { name: string; value: Json };
/** A value that has members, or one that is shown as it is. */
export type JsonNode =
  | { kind: "object" | "array"; members: JsonMember[] }
  | { kind: "text" | "number" | "word"; text: string };

// In every engine we run on, but not in TypeScript's library.
const isRawJson = (JSON as unknown as { isRawJSON(value: unknown): boolean }).isRawJSON;

/** A number beyond JavaScript's is kept as raw JSON: it has its own digits and no members. */
export function nodeOf(value: Json): JsonNode {
  if (Array.isArray(value))
    return { kind: "array", members: value.map((member, at) => ({ name: String(at), value: member })) };
  if (typeof value === "object" && value !== null && !isRawJson(value))
    return { kind: "object", members: Object.entries(value).map(([name, member]) => ({ name, value: member })) };
  if (typeof value === "string") return { kind: "text", text: value };
  return { kind: typeof value === "boolean" || value === null ? "word" : "number", text: JSON.stringify(value) };
}

/** How many values there are, counted up to a limit. */
export function countValues(value: Json, limit: number): number {
  let count = 0;
  const rest = [value];
  while (rest.length > 0 && count < limit) {
    count += 1;
    const node = nodeOf(rest.pop() as Json);
    if ("members" in node) for (const member of node.members) rest.push(member.value);
  }
  return count;
}

export type JsonMatch = { path: string; text: string };

/** Names and plain values that contain a text, in any case, with the paths that lead to them. */
export function findInJson(value: Json, sought: string, limit: number): JsonMatch[] {
  const matches: JsonMatch[] = [];
  const text = sought.toLowerCase();
  const rest = [{ path: "", name: "", value }];
  for (let next = rest.pop(); next && matches.length < limit; next = rest.pop()) {
    const { path, name } = next;
    const node = nodeOf(next.value);
    const isNamed = name.toLowerCase().includes(text);
    if (!("members" in node)) {
      if (isNamed || node.text.toLowerCase().includes(text)) matches.push({ path, text: node.text });
      continue;
    }
    if (isNamed && path !== "") matches.push({ path, text: summaryOf(node) });
    const isArray = node.kind === "array";
    for (const member of node.members.toReversed())
      rest.push({
        path: pathTo(path, member.name, isArray),
        name: isArray ? "" : member.name,
        value: member.value,
      });
  }
  return matches;
}

/** `{ 3 }`, `[ 12 ]`: how many members there are. */
export function summaryOf({ kind, members }: Extract<JsonNode, { members: unknown }>): string {
  return kind === "array" ? `[ ${members.length} ]` : `{ ${members.length} }`;
}

function pathTo(path: string, name: string, isArray: boolean): string {
  if (isArray) return `${path}[${name}]`;
  if (/^[A-Za-z_$][\w$]*$/.test(name)) return path === "" ? name : `${path}.${name}`;
  return `${path}[${JSON.stringify(name)}]`;
}
