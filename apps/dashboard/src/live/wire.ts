import { parseLossless } from "@baton/contracts";
import type { output } from "zod";

type WireSchemas = typeof import("./wire-schemas.ts");
/** An answer that the server gives, by its schema's name. */
export type WireName = keyof WireSchemas;
export type Wire<N extends WireName> = output<WireSchemas[N]>;

/** Loaded once, when the first answer or event comes. */
function loadSchemas(): Promise<WireSchemas> {
  return import("./wire-schemas.ts");
}

/**
 * An answer from its text; numbers beyond JavaScript's keep their digits.
 * @throws when it is not what `name` says.
 */
export async function readWire<N extends WireName>(name: N, text: string): Promise<Wire<N>> {
  const schema = (await loadSchemas())[name];
  return schema.parse(parseLossless(text)) as Wire<N>;
}

/** The same, or undefined when it is something else. */
export async function tryReadWire<N extends WireName>(name: N, value: unknown): Promise<Wire<N> | undefined> {
  const schema = (await loadSchemas())[name];
  return schema.safeParse(value).data as Wire<N> | undefined;
}

/** What the server rendered into the page: it is its own, so it is taken as it is. */
export function readFirstPaint<N extends WireName>(_name: N, text: string): Wire<N> {
  return parseLossless(text) as Wire<N>;
}
