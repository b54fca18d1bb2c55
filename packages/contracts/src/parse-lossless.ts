/**
 * Parses JSON text and keeps every number exactly: those that a JavaScript number would change
 * (9007199254740993, 1.10) survive `stringifyLossless` as they were written.
 */
export function parseLossless(text: string): unknown {
  const reviver = (_key: string, value: unknown, context?: { source?: string }) =>
    typeof value === "number" && context?.source !== undefined && String(value) !== context.source
      ? rawJson(context.source)
      : value;
  return JSON.parse(text, reviver as (key: string, value: unknown) => unknown);
}

// JSON.rawJSON is in every engine we run on (Node 22, current browsers) but not in TypeScript's library.
const rawJson = (JSON as unknown as { rawJSON(text: string): unknown }).rawJSON;
