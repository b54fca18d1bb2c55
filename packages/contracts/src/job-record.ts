import * as z from "zod";

/** An event as its row in storage has it now, whatever was done to it. */
const storedEventSchema = z.object({
  /** Where in the chain it lies. */
  seq: z.int(),
  /** All columns but the keys, `Hash` and the table's own `Timestamp`: what the hash is made of. */
  columns: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
  /** What the row says that its hash is. */
  hash: z.string(),
  /** When the row was last written, by storage's own clock. */
  storedAt: z.string().optional(),
});
export type StoredEvent = z.infer<typeof storedEventSchema>;

/**
 * `GET /api/jobs/{jobId}/record`: what is needed to compute the hashes of a job's events anew, and to see that each is
 * linked to the one before it. Long records come in pages: `next` is the `from` of the next one.
 */
export const jobRecordSchema = z.object({
  jobId: z.string(),
  keyId: z.string(),
  /** Where in the chain of its lock key the job's events lie, by the word of the job's row; both ends included. */
  ranges: z.array(z.tuple([z.int(), z.int()])),
  /** The newest event of the chain. */
  head: z.object({ seq: z.int(), hash: z.string() }),
  /** What the newest signed checkpoint that names the key says of it; on the first page only. */
  checkpoint: z.object({ line: z.int(), at: z.string(), seq: z.int(), hash: z.string() }).optional(),
  /** Oldest first: those in the ranges, whomever they are about, and the neighbours of each range. */
  events: z.array(storedEventSchema),
  next: z.int().optional(),
});
export type JobRecord = z.infer<typeof jobRecordSchema>;
