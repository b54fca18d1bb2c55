import { z } from "zod";

/** A hint on the wake exchange: look at this key. Losing one costs time, never a job. */
export const wakeMessageSchema = z.object({ keyId: z.string(), from: z.string() });
export type WakeMessage = z.infer<typeof wakeMessageSchema>;
