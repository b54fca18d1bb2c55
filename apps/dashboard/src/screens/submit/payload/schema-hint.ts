import type { Json } from "@baton/contracts";
import { isFields, type JsonFields, lineOf } from "./json-value.ts";

const figure = new Intl.NumberFormat("en");

/** What a schema says of a value, in words: what it is for, its bounds, and what is taken when it is left out. */
export function hintOf(schema: JsonFields): string | undefined {
  const { description, default: fallback } = schema;
  // Where there are choices, the one that stands for leaving it out tells it.
  const isTold = fallback === undefined || isFields(fallback) || "enum" in schema || typeof fallback === "boolean";
  const parts = [
    typeof description === "string" ? sentence(description) : "",
    boundsOf(schema),
    isTold ? "" : `Left out, it is ${fallbackText(fallback)}.`,
  ];
  return parts.filter((part) => part !== "").join(" ") || undefined;
}

function fallbackText(value: Json): string {
  if (typeof value === "number") return figure.format(value);
  return typeof value === "string" ? `“${value}”` : lineOf(value);
}

function boundsOf({ minimum, maximum, minLength, maxLength, minItems, maxItems, format }: JsonFields): string {
  const [least, most] = [minimum ?? minItems ?? minLength, maximum ?? maxItems ?? maxLength];
  // JSON Schema writes "any integer" as the largest that JavaScript knows.
  const low = isBound(least) && least > 1 - Number.MAX_SAFE_INTEGER ? least : undefined;
  const high = isBound(most) && most < Number.MAX_SAFE_INTEGER ? most : undefined;
  const unit =
    minimum === undefined && maximum === undefined
      ? (minItems ?? maxItems) === undefined
        ? " characters"
        : " entries"
      : "";
  if (typeof format === "string" && formats[format]) return formats[format];
  if (low !== undefined && high !== undefined && unit === "")
    return `From ${figure.format(low)} to ${figure.format(high)}.`;
  if (high !== undefined) return `${figure.format(high)}${unit} at most.`;
  return low !== undefined && unit === "" ? `${figure.format(low)} at least.` : "";
}

const formats: Record<string, string> = {
  email: "A mail address.",
  uri: "An address (URL).",
  "date-time": "A time such as 2026-11-26T08:00:00Z.",
  date: "A date such as 2026-11-26.",
  uuid: "A UUID.",
};

function isBound(value: unknown): value is number {
  return typeof value === "number";
}

function sentence(text: string): string {
  return /[.!?…]$/.test(text.trim()) ? text.trim() : `${text.trim()}.`;
}
