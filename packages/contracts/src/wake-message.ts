import * as z from "zod";

/** A hint on the wake exchange: look at this key. Losing one costs time, never a job. */
export const wakeMessageSchema = z.object({
  keyId: z.string(),
  from: z.string(),
  /** Jobs that have come, as far as the message names them. */
  jobIds: z.array(z.string()).max(100).optional(),
  /** An operator's command waits: look also when no slot is free. */
  command: z.boolean().optional(),
  /** It was sent ahead, for this time. */
  dueAt: z.iso.datetime().optional(),
});
export type WakeMessage = z.infer<typeof wakeMessageSchema>;
