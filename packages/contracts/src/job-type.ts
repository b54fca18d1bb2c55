import * as z from "zod";
import { jsonSchema } from "./json.ts";
import { typeSettingsSchema } from "./retry-policy.ts";

/** A job type that a live worker can run. */
const jobTypeSchema = z.object({
  type: z.string(),
  description: z.string().optional(),
  /** JSON Schema (2020-12) of the payload as it is submitted; absent when its code cannot tell it, or it is too large. */
  inputSchema: jsonSchema.optional(),
  ...typeSettingsSchema.shape,
  /** The ids of the live workers that can run it. */
  workers: z.array(z.string()),
  /** When a worker told this last; absent while none has. */
  updatedAt: z.string().optional(),
});
export type JobType = z.infer<typeof jobTypeSchema>;

/** `GET /api/types`: by name. */
export const jobTypeListSchema = z.object({ types: z.array(jobTypeSchema) });
export type JobTypeList = z.infer<typeof jobTypeListSchema>;
