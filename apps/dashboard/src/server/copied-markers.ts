import { type Redaction, redactedMarker } from "@baton/contracts";

type FieldError = { path: string; message: string };

/**
 * What is wrong with a payload that has the marker where a redacted value belongs: whoever sends it has copied what
 * is shown, and the job would run with the marker. @param at where the payload is in the request.
 */
export function copiedMarkers(payload: unknown, at: string, redaction: Redaction): FieldError[] {
  const message = `expected the value itself: "${redactedMarker}" is what is shown in its place`;
  return redaction
    .markers(payload, ["payload"])
    .map((path) => ({ path: `${at}${path.slice("payload".length)}`, message }));
}
