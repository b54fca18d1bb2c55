export type TextPart = { kind: "text"; text: string } | { kind: "job"; jobId: string };

const uuid = /([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})/i;

/** Cuts a message at the job ids that it names. */
export function linkedParts(message: string): TextPart[] {
  // Splitting by a group puts every match at an odd place.
  return message
    .split(uuid)
    .map(
      (text, place): TextPart =>
        place % 2 === 1 ? { kind: "job", jobId: text.toLowerCase() } : { kind: "text", text },
    )
    .filter((part) => part.kind === "job" || part.text !== "");
}
