import { createHash } from "node:crypto";

/** The ETag of a text: weak, because on its way to a client it may be compressed. */
export function entityTagOf(text: string): string {
  return `W/"${createHash("sha256").update(text, "utf8").digest("base64url").slice(0, 27)}"`;
}

/** Whether what somebody has already is what there is. @param ifNoneMatch the header: `*`, or ETags with commas. */
export function isKnown(etag: string, ifNoneMatch: string | undefined): boolean {
  const given = ifNoneMatch?.split(",").map((one) => opaque(one.trim())) ?? [];
  return given.includes(opaque(etag)) || given.includes("*");
}

// For this comparison a strong and a weak one are the same (RFC 9110, 8.8.3.2).
function opaque(etag: string): string {
  return etag.replace(/^W\//, "");
}
