/** A text as a row keeps it: itself, or, when it is large, the name of the blob that has it. */
export type StoredText = { kind: "inline"; text: string } | { kind: "blob"; blob: string };

/** The two columns of a stored text; one of them is set. */
export function storedTextColumns(name: string, stored: StoredText | undefined): Record<string, string> {
  if (!stored) return {};
  return stored.kind === "inline" ? { [name]: stored.text } : { [`${name}Blob`]: stored.blob };
}

export function storedTextFrom(name: string, row: Record<string, unknown>): StoredText | undefined {
  const blob = row[`${name}Blob`];
  if (typeof blob === "string" && blob) return { kind: "blob", blob };
  const text = row[name];
  return typeof text === "string" ? { kind: "inline", text } : undefined;
}
