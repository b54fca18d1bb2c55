import { z } from "zod";

/** What the connection or this job decides: a header of the payload must not say something else. */
const ownHeaders = new Set([
  "accept-encoding",
  "connection",
  "content-length",
  "expect",
  "host",
  "idempotency-key",
  "keep-alive",
  "proxy-authorization",
  "proxy-connection",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
  "x-fencing-token",
]);

const headerName = z
  .string()
  .regex(/^[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}$/, "expected a header's name")
  .refine((name) => !ownHeaders.has(name.toLowerCase()), "expected a header that the call does not set itself");

const status = z.int().min(200).max(599);

export const callInput = z
  .object({
    method: z.enum(["GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE"]).default("GET"),
    url: z
      .url({ protocol: /^https?$/, error: "expected an http or https URL" })
      .max(8000)
      .refine((url) => !hasCredentials(url), "expected a URL without user and password; use a header"),
    headers: z
      .record(headerName, z.string().regex(/^[\t\x20-\x7e\x80-\xff]{0,8000}$/, "expected one line"))
      .default({}),
    /** Text is sent as it is, anything else as JSON. */
    body: z.json().optional(),
    /** Default: any from 200 to 299. */
    expectedStatus: z.union([status, z.array(status).min(1).max(50)]).optional(),
    /** For the whole call, from the look-up of the name to the last byte of the answer. */
    timeoutMs: z.int().min(1).max(600_000).default(30_000),
    maxRedirects: z.int().min(0).max(10).default(0),
  })
  .refine(({ method, body }) => body === undefined || !["GET", "HEAD"].includes(method), {
    path: ["body"],
    message: "expected none with GET and HEAD",
  });

export type CallInput = z.output<typeof callInput>;

function hasCredentials(url: string): boolean {
  const { username, password } = URL.parse(url) ?? { username: "", password: "" };
  return username !== "" || password !== "";
}
