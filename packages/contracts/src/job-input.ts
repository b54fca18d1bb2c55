import * as z from "zod";
import { limits } from "./limits.ts";

// Letters of any script, digits and a few signs; folders are parts with a slash between them. What a shell, a file
// system or an address would take for something else is not among them.
const part = /^[\p{L}\p{N}](?:[\p{L}\p{N}\p{M} ._()+,=@-]*[\p{L}\p{N}\p{M})_+=-])?$/u;

/** The name of a file that jobs read: a blob of container `job-inputs`. */
export const inputNameSchema = z
  .string()
  .min(1)
  .max(limits.inputNameChars)
  .transform((name) => name.normalize("NFC"))
  .refine(
    (name) => name.split("/").every((text) => part.test(text) && !text.includes("..")),
    "expected letters, digits, spaces and . _ - ( ) + , = @, beginning with a letter or digit; folders with / between",
  );

/** A name that is taken, made of whatever a file is called. */
export function inputNameOf(fileName: string): string {
  const plain = fileName
    .normalize("NFC")
    .replaceAll(/[^\p{L}\p{N}\p{M} ._()+,=@-]+/gu, "-")
    .replaceAll(/\.{2,}/g, ".")
    .replace(/^[^\p{L}\p{N}]+/u, "");
  const [, stem = "", extension = ""] = /^(.*?)(\.[^.]{1,20})?$/u.exec(plain) ?? [];
  const short = `${stem.slice(0, limits.inputNameChars - extension.length)}${extension}`;
  const closed = short.replace(/[^\p{L}\p{N}\p{M})_+=-]+$/u, "");
  return inputNameSchema.safeParse(closed).success ? closed : "input";
}

export const jobInputSchema = z.object({
  name: z.string(),
  bytes: z.int(),
  contentType: z.string().optional(),
  changedAt: z.string(),
});
export type JobInput = z.infer<typeof jobInputSchema>;

/** The query of `GET /api/inputs`. */
export const jobInputQuerySchema = z.strictObject({
  /** How names begin. */
  prefix: z
    .string()
    .max(limits.inputNameChars)
    .regex(/^\P{Cc}*$/u, "expected text without control characters")
    .optional(),
  limit: z.coerce.number().int().min(1).max(1000).default(200),
  cursor: z.string().max(4000).optional(),
});

/** `GET /api/inputs`: by name. `cursor`: where to go on; missing when there are no more. */
export const jobInputListSchema = z.object({ inputs: z.array(jobInputSchema), cursor: z.string().optional() });
export type JobInputList = z.infer<typeof jobInputListSchema>;

/** The query of `POST /api/inputs`, whose body is the file itself. */
export const jobInputUploadSchema = z.strictObject({
  name: inputNameSchema,
  /** Whether a file of that name may be replaced. */
  replace: z.stringbool().default(false),
});
