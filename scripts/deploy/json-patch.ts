import { z } from "zod";

export type Json = string | number | boolean | null | Json[] | { [name: string]: Json };

/** The operations of RFC 6902 that our patches use. */
export const patchSchema = z.strictObject({
  op: z.enum(["add", "replace", "test"]),
  path: z.string().startsWith("/"),
  value: z.json(),
});

type Operation = z.output<typeof patchSchema>;

/** @throws where a path leads nowhere, or a test fails. */
export function patchJson(document: Json, operations: Operation[]): Json {
  for (const operation of operations) {
    const names = operation.path.slice(1).split("/").map(unescapeName);
    const last = names.pop() ?? "";
    const holder = names.reduce((at, name) => childOf(at, name, operation.path), document);
    operate(holder, last, operation);
  }
  return document;
}

function unescapeName(name: string): string {
  return name.replaceAll("~1", "/").replaceAll("~0", "~");
}

function operate(holder: Json, name: string, { op, path, value }: Operation): void {
  if (op === "add" && Array.isArray(holder) && name === "-") {
    holder.push(value);
    return;
  }
  const old = op === "add" ? undefined : childOf(holder, name, path);
  if (op !== "test") Object.assign(objectAt(holder, path), { [name]: value });
  else if (JSON.stringify(old) !== JSON.stringify(value)) throw new Error(`${path}: expected ${JSON.stringify(value)}`);
}

function childOf(holder: Json, name: string, path: string): Json {
  const child = Object.entries(objectAt(holder, path)).find(([own]) => own === name)?.[1];
  if (child === undefined) throw new Error(`${path}: there is no ${name}`);
  return child;
}

function objectAt(holder: Json, path: string): Record<string, Json> {
  if (typeof holder !== "object" || holder === null) throw new Error(`${path}: nothing can be there`);
  return holder as Record<string, Json>;
}
