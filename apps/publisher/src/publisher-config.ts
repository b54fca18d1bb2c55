import { settings } from "@baton/runtime";
import { z } from "zod";

export const publisherConfigSchema = z.object({
  AMQP_URL: settings.AMQP_URL,
  BATON_NAMESPACE: settings.BATON_NAMESPACE,
  /** Set under `npm start`, where the end of the console ends everything. */
  BATON_SUPERVISED: z.literal("1").optional(),
});
export type PublisherConfig = z.output<typeof publisherConfigSchema>;
