import * as z from "zod";
import { jobStatusSchema } from "./job-status.ts";
import { jobSummarySchema } from "./job-view.ts";

const unitMs = { m: 60_000, h: 3_600_000, d: 86_400_000 } as const;
const spanPattern = /^(\d{1,4})([mhd])$/;
const isoSchema = z.iso.datetime({ offset: true });
const maxTextChars = 200;

/** A time, or how long before now it was: `15m`, `24h`, `7d`. */
const searchTimeSchema = z.string().refine((text) => spanPattern.test(text) || isoSchema.safeParse(text).success, {
  message: "expected an ISO 8601 time, or a span before now such as 24h",
});

export function searchTime(text: string, now: Date): Date {
  const [, count, unit] = spanPattern.exec(text) ?? [];
  if (count === undefined) return new Date(text);
  return new Date(now.getTime() - Number(count) * unitMs[unit as keyof typeof unitMs]);
}

const text = z.string().max(maxTextChars).optional();

/** Which jobs: those of which all of it is true. */
export const jobFilterSchema = z.strictObject({
  status: z.array(jobStatusSchema).min(1).optional(),
  type: text,
  lockKey: text,
  tenantId: text,
  submittedBy: text,
  /** Submitted by whoever asks; instead of `submittedBy`. */
  mine: z.literal(true).optional(),
  correlationId: text,
  /** Submitted then or later. */
  from: searchTimeSchema.optional(),
  /** Submitted before then. */
  to: searchTimeSchema.optional(),
  /** In the name or the id, whatever its case. */
  text,
  /** `text` may be in the payload, too; which is looked at as far as a row holds it (24 KiB). */
  payloads: z.boolean().optional(),
});
export type JobFilter = z.infer<typeof jobFilterSchema>;

const flag = z.enum(["true", "1", "false", "0"]).optional();
const isSet = (value: z.infer<typeof flag>) => value === "true" || value === "1";

const querySchema = z.strictObject({
  status: z
    .string()
    .transform((list) => list.split(","))
    .pipe(z.array(jobStatusSchema))
    .optional(),
  type: text,
  key: text,
  tenant: text,
  submitter: text,
  correlationId: text,
  from: searchTimeSchema.optional(),
  to: searchTimeSchema.optional(),
  text,
  payloads: flag,
  mine: flag,
});
type Query = z.output<typeof querySchema>;

function filterOf({ key, tenant, submitter, payloads, mine, ...same }: Query): JobFilter {
  return {
    ...same,
    lockKey: key,
    tenantId: tenant,
    submittedBy: submitter,
    payloads: isSet(payloads),
    mine: isSet(mine) || undefined,
  };
}

function isOneSubmitter({ submitter, mine }: Query): boolean {
  return submitter === undefined || !isSet(mine);
}
const oneSubmitterExpected = { path: ["mine"], message: "expected either submitter or mine" };

/** The query of `GET /api/jobs`: of jobs that whoever asks has submitted, or of all. */
export const jobEventsQuerySchema = z.object({ mine: flag }).transform(({ mine }) => ({ mine: isSet(mine) }));

/** Where a page of a search ends. */
export const searchCursorSchema = z.string().regex(/^[0-9a-f]{32}$/, "expected a cursor as an answer gave it");

/** The query of `GET /api/jobs/search`. */
export const jobSearchQuerySchema = querySchema
  .extend({ cursor: searchCursorSchema.optional(), limit: z.coerce.number().int().min(1).max(500).default(100) })
  .refine(isOneSubmitter, oneSubmitterExpected)
  .transform(({ cursor, limit, ...query }) => ({ filter: filterOf(query), cursor, limit }));

/** The query of `GET /api/jobs/export`. */
export const jobExportQuerySchema = querySchema
  .extend({ format: z.enum(["csv", "ndjson"]) })
  .refine(isOneSubmitter, oneSubmitterExpected)
  .transform(({ format, ...query }) => ({ filter: filterOf(query), format }));
export type ExportFormat = z.output<typeof jobExportQuerySchema>["format"];

/**
 * `GET /api/jobs/search`: the newest jobs that match, newest first. A page ends when it is full, or when it has looked
 * far enough: `cursor` is where to go on, and missing when there are no more; all that was submitted since
 * `lookedBackTo` has been looked at.
 */
export const jobListSchema = z.object({
  jobs: z.array(jobSummarySchema),
  cursor: z.string().optional(),
  lookedBackTo: z.string().optional(),
});
export type JobList = z.infer<typeof jobListSchema>;
